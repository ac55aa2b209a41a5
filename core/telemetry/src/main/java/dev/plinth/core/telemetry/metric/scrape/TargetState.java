// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import java.util.Locale;

/** Whether a target answers. */
public enum TargetState {
    UNKNOWN,
    UP,
    DOWN;

    /** As Prometheus has it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
