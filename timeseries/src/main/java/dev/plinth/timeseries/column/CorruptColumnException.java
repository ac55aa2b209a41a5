// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.column;

/** Bytes are not what was written. */
public final class CorruptColumnException extends RuntimeException {
    CorruptColumnException(String message) {
        super(message);
    }
}
