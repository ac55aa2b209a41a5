// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

import io.opentelemetry.proto.metrics.v1.Metric;
import java.util.ArrayList;
import java.util.List;

/** Names of metrics as Prometheus has them: letters, digits, underscores and colons, with the unit and {@code _total} at the end. */
final class MetricName {
    private MetricName() {}

    static String of(Metric metric) throws UnfitException {
        return of(metric.getName(), metric.getUnit(), ending(metric));
    }

    private static String ending(Metric metric) {
        return switch (metric.getDataCase()) {
            case SUM -> metric.getSum().getIsMonotonic() ? "total" : "";
            case GAUGE -> metric.getUnit().equals("1") ? "ratio" : "";
            default -> "";
        };
    }

    /** @param ending comes last, also when it is somewhere in the name already; empty for none */
    private static String of(String name, String ucum, String ending) throws UnfitException {
        List<String> words = words(name);
        Unit unit = Unit.of(ucum);
        String per = unit.per().equals("per_") ? "" : withoutUnderscore(unit.per());
        boolean hasPer = !per.isEmpty() && !words.contains(per);
        if (!unit.main().isEmpty() && !words.contains(unit.main())) {
            words.add(hasPer ? withoutUnderscore(unit.main()) : unit.main());
        }
        if (hasPer) {
            words.add(per);
        }
        if (!ending.isEmpty()) {
            words.removeIf(ending::equals);
            words.add(ending);
        }
        String joined = String.join("_", words);
        String made = !joined.isEmpty() && isDigit(joined.charAt(0)) ? "_" + joined : joined;
        if (made.chars().allMatch(c -> c == '_')) {
            throw new UnfitException(
                    "has a name of which nothing is left (expected: a letter, a digit or a colon in it)");
        }
        return made;
    }

    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i <= name.length(); i++) {
            if (i == name.length() || !isAllowed(name.charAt(i))) {
                if (i > begin) {
                    words.add(name.substring(begin, i));
                }
                begin = i + 1;
            }
        }
        return words;
    }

    private static String withoutUnderscore(String word) {
        return word.endsWith("_") ? word.substring(0, word.length() - 1) : word;
    }

    /** Whether a name may have it, other than an underscore. */
    static boolean isAllowed(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == ':';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
