// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.remote;

/** Bytes are no {@code prometheus.WriteRequest}. */
public final class MalformedRequestException extends Exception {
    public MalformedRequestException(String message) {
        super(message);
    }
}
