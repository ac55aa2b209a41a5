// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

/** A metric or a data point that cannot be series; its message goes on after the metric's name. */
final class UnfitException extends Exception {
    private static final long serialVersionUID = 1;

    UnfitException(String message) {
        super(message, null, false, false);
    }
}
