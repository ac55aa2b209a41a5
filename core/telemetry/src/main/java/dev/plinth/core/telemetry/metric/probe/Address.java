// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

/** A host and a port, as they are declared. */
record Address(String host, int port) {
    static Address of(String text) {
        int colon = text.lastIndexOf(':');
        return new Address(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }
}
