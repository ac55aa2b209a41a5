// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import java.util.Comparator;
import java.util.Locale;

/** How bad it is, as a colour; the worst first. The words are those of Plinth, and those usual with Prometheus. */
enum Shade {
    CRITICAL("#b71c1c", 0),
    MAJOR("#d84315", 1),
    MINOR("#b26a00", 2),
    INFO("#1565c0", 3),
    OVER("#2e7d32", 4);

    private final String color;
    private final int rank;

    Shade(String color, int rank) {
        this.color = color;
        this.rank = rank;
    }

    String color() {
        return color;
    }

    static Shade of(AlertMessage.Item alert) {
        if (!alert.isFiring()) {
            return OVER;
        }
        return switch (alert.labels().getOrDefault("severity", "").toLowerCase(Locale.ROOT)) {
            case "critical", "page", "emergency", "disaster" -> CRITICAL;
            case "minor", "warning", "warn" -> MINOR;
            case "info", "none", "debug" -> INFO;
            default -> MAJOR;
        };
    }

    /** That of the worst. */
    static Shade of(AlertMessage message) {
        return message.alerts().stream()
                .map(Shade::of)
                .min(Comparator.comparingInt(shade -> shade.rank))
                .orElse(OVER);
    }
}
