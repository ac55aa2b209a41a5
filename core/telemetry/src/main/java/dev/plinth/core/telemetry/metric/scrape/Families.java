// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import dev.plinth.timeseries.Metadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a text says of its families of metrics. */
final class Families {
    private static final String TYPES =
            "counter, gauge, histogram, gaugehistogram, summary, info, stateset, unknown or untyped";

    private final Map<String, Family> families = new LinkedHashMap<>();

    private static final class Family {
        private Metadata.Type type = Metadata.Type.UNKNOWN;
        private String help = "";
        private String unit = "";
    }

    private Family family(String name) {
        return families.computeIfAbsent(name, n -> new Family());
    }

    void help(String name, String help) {
        family(name).help = help;
    }

    void unit(String name, String unit, Line line) throws ExpositionException {
        if (!unit.isEmpty() && !name.endsWith("_" + unit)) {
            throw line.wrong(unit, "a unit that the name " + name + " ends with, after an underscore");
        }
        family(name).unit = unit;
    }

    void type(String name, String type, Line line) throws ExpositionException {
        family(name).type = switch (type) {
            case "counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset", "unknown" ->
                Metadata.Type.valueOf(type.toUpperCase(Locale.ROOT));
            case "untyped" -> Metadata.Type.UNKNOWN;
            default -> throw line.wrong(type, TYPES);
        };
    }

    Metadata.Type typeOf(@Nullable String name) {
        Family family = families.get(name);
        return family == null ? Metadata.Type.UNKNOWN : family.type;
    }

    /** OpenMetrics names counters and infos without the ending that their series have. */
    List<Metadata> metadata(ExpositionFormat format) {
        List<Metadata> metadata = new ArrayList<>(families.size());
        families.forEach((name, family) -> metadata.add(new Metadata(
                format == ExpositionFormat.OPENMETRICS ? name + ending(name, family.type) : name,
                family.type,
                family.help,
                family.unit)));
        return metadata;
    }

    private static String ending(String name, Metadata.Type type) {
        String ending = switch (type) {
            case COUNTER -> "_total";
            case INFO -> "_info";
            default -> "";
        };
        return name.endsWith(ending) ? "" : ending;
    }
}
