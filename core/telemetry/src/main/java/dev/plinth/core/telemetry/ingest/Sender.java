// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

/**
 * Who sends.
 *
 * @param app owner of what is sent
 * @param anonymous whether it came without a token
 */
record Sender(String app, boolean anonymous) {
    static final Sender ANONYMOUS = new Sender("anonymous", true);
}
