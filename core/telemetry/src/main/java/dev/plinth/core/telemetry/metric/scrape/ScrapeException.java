// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import org.jspecify.annotations.Nullable;

/** A target that did not answer as it should; the message says how, for people. */
final class ScrapeException extends Exception {
    private static final long serialVersionUID = 1;

    ScrapeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    ScrapeException(String message) {
        this(message, null);
    }
}
