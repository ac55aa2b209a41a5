// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How metrics are written as text. */
public enum ExpositionFormat {
    /** Prometheus' text, versions 0.0.4 and 1.0.0. */
    TEXT,
    /** OpenMetrics 1.0.0. */
    OPENMETRICS;

    /** What a target may answer with, the best first. */
    static final String ACCEPT = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
            + "application/openmetrics-text;version=0.0.1;q=0.5,"
            + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    private static final String OPENMETRICS_TYPE = "application/openmetrics-text";
    private static final String TEXT_TYPE = "text/plain";

    /**
     * The format of that {@code Content-Type}; text when there is none.
     *
     * @throws ExpositionException when it is of something else
     */
    public static ExpositionFormat ofContentType(@Nullable String type) throws ExpositionException {
        String media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (media) {
            case "", TEXT_TYPE -> TEXT;
            case OPENMETRICS_TYPE -> OPENMETRICS;
            default ->
                throw new ExpositionException(
                        0, "Content-Type is %s (expected: %s or %s)".formatted(media, TEXT_TYPE, OPENMETRICS_TYPE));
        };
    }
}
