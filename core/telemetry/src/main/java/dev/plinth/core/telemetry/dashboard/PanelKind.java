// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How something is shown. */
public enum PanelKind {
    /** Lines over time. */
    TIMESERIES,
    /** The newest number, large, with how it came to it. */
    STAT,
    /** The newest number of each series. */
    TABLE,
    LOGS,
    TEXT;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean asksForMetrics() {
        return switch (this) {
            case TIMESERIES, STAT, TABLE -> true;
            case LOGS, TEXT -> false;
        };
    }
}
