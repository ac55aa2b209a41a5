// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.history;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How bad alerts are: critical, major, minor or info. */
public final class Severities {
    /** What others call it. */
    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry("critical", "critical"),
            Map.entry("page", "critical"),
            Map.entry("major", "major"),
            Map.entry("error", "major"),
            Map.entry("high", "major"),
            Map.entry("minor", "minor"),
            Map.entry("warning", "minor"),
            Map.entry("warn", "minor"),
            Map.entry("info", "info"),
            Map.entry("none", "info"));

    private Severities() {}

    /** What the label of an alert means; null for a word that nobody knows. */
    public static @Nullable String of(String label) {
        return KNOWN.get(label.toLowerCase(Locale.ROOT));
    }
}
