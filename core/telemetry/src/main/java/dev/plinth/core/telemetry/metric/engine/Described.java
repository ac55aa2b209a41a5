// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import dev.plinth.timeseries.Metadata;
import java.util.List;

/** Metrics with what is to be known of them. The unit is the one that the name ends with. */
final class Described {
    private static final String TOTAL = "_total";
    private static final List<String> UNITS = List.of("seconds", "bytes");

    private Described() {}

    static Metadata counter(String name, String help) {
        return new Metadata(name, Metadata.Type.COUNTER, help, unit(name));
    }

    static Metadata gauge(String name, String help) {
        return new Metadata(name, Metadata.Type.GAUGE, help, unit(name));
    }

    /** Only its sum and its count are known. */
    static Metadata summary(String name, String help) {
        return new Metadata(name, Metadata.Type.SUMMARY, help, unit(name));
    }

    private static String unit(String name) {
        String bare = name.endsWith(TOTAL) ? name.substring(0, name.length() - TOTAL.length()) : name;
        return UNITS.stream()
                .filter(unit -> bare.endsWith("_" + unit))
                .findFirst()
                .orElse("");
    }
}
