// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries;

import java.util.Locale;

/**
 * What a family of metrics is.
 *
 * @param family without the endings of its series: {@code http_seconds} for {@code http_seconds_bucket}; a counter's has its {@code _total}
 */
public record Metadata(String family, Type type, String help, String unit) {
    /** Types of metrics, numbered as in remote-write 1.0. */
    public enum Type {
        UNKNOWN,
        COUNTER,
        GAUGE,
        HISTOGRAM,
        GAUGEHISTOGRAM,
        SUMMARY,
        INFO,
        STATESET;

        /** What {@link #text} says; unknown for anything else. */
        public static Type of(String text) {
            for (Type each : values()) {
                if (each.text().equals(text)) {
                    return each;
                }
            }
            return UNKNOWN;
        }

        /** As Prometheus' HTTP API and the text formats have it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
