// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

/** The engine answers, but not this question to this account. The message is the engine's. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
