// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

import java.util.Map;

/**
 * A unit, in the words that names of metrics end with.
 *
 * @param main as {@code bytes}; empty for none
 * @param per as {@code per_second}; empty for none
 */
record Unit(String main, String per) {
    private static final Map<String, String> MAIN = Map.ofEntries(
            Map.entry("d", "days"),
            Map.entry("h", "hours"),
            Map.entry("min", "minutes"),
            Map.entry("s", "seconds"),
            Map.entry("ms", "milliseconds"),
            Map.entry("us", "microseconds"),
            Map.entry("ns", "nanoseconds"),
            Map.entry("By", "bytes"),
            Map.entry("KiBy", "kibibytes"),
            Map.entry("MiBy", "mebibytes"),
            Map.entry("GiBy", "gibibytes"),
            Map.entry("TiBy", "tibibytes"),
            Map.entry("KBy", "kilobytes"),
            Map.entry("MBy", "megabytes"),
            Map.entry("GBy", "gigabytes"),
            Map.entry("TBy", "terabytes"),
            Map.entry("m", "meters"),
            Map.entry("V", "volts"),
            Map.entry("A", "amperes"),
            Map.entry("J", "joules"),
            Map.entry("W", "watts"),
            Map.entry("g", "grams"),
            Map.entry("Cel", "celsius"),
            Map.entry("Hz", "hertz"),
            Map.entry("1", ""),
            Map.entry("%", "percent"));

    /** Here {@code m} is a minute, and no metre. */
    private static final Map<String, String> PER =
            Map.of("s", "second", "m", "minute", "h", "hour", "d", "day", "w", "week", "mo", "month", "y", "year");

    /** @param ucum as OpenTelemetry writes it: {@code By/s}; what is in braces is no unit */
    static Unit of(String ucum) {
        int slash = ucum.indexOf('/');
        String main = word(slash < 0 ? ucum : ucum.substring(0, slash), MAIN);
        String per = slash < 0 ? "" : word(ucum.substring(slash + 1), PER);
        return new Unit(clean(main), per.isEmpty() ? "" : clean("per_" + per));
    }

    private static String word(String symbol, Map<String, String> words) {
        String trimmed = symbol.strip();
        if (trimmed.indexOf('{') >= 0 || trimmed.indexOf('}') >= 0) {
            return "";
        }
        return words.getOrDefault(trimmed, trimmed);
    }

    /** What no name may have becomes an underscore, several of them one, and none is in front. */
    private static String clean(String words) {
        StringBuilder clean = new StringBuilder(words.length());
        words.codePoints().forEach(c -> {
            char kept = MetricName.isAllowed(c) ? (char) c : '_';
            if (kept != '_' || (!clean.isEmpty() && clean.charAt(clean.length() - 1) != '_')) {
                clean.append(kept);
            }
        });
        return clean.toString();
    }

    /** As metadata have it: {@code bytes_per_second}. */
    String text() {
        String text = main.isEmpty() || per.isEmpty() ? main + per : main + "_" + per;
        return text.endsWith("_") ? text.substring(0, text.length() - 1) : text;
    }
}
