// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.template;

import dev.plinth.promql.model.Histogram;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values of templates. Most are those of Java: String, Double for float64, Long for int, Boolean, List, Instant, Duration, Histogram. The others are here.
 */
sealed interface GoValue {
    /** Nothing: nil, and the value of what is not there. */
    enum Absent implements GoValue {
        VALUE
    }

    /**
     * Named values. What is not in a map of texts is an empty text.
     *
     * @param hasMethods those that Alertmanager has for labels
     * @param weight about how many characters it is as a text
     */
    record GoMap(Map<String, ?> entries, boolean ofTexts, boolean hasMethods, long weight) implements GoValue {
        static GoMap ofTexts(Map<String, String> texts) {
            return new GoMap(texts, true, false, weigh(texts));
        }

        static GoMap withMethods(Map<String, String> texts) {
            return new GoMap(texts, true, true, weigh(texts));
        }

        static GoMap of(Map<String, Object> entries) {
            return new GoMap(entries, false, false, weigh(entries));
        }

        private static long weigh(Map<String, ?> entries) {
            long weight = 0;
            for (Map.Entry<String, ?> entry : entries.entrySet()) {
                weight += entry.getKey().length() + GoValue.weight(entry.getValue());
            }
            return weight;
        }

        Object get(String key) {
            Object value = entries.get(key);
            return value != null ? value : ofTexts ? "" : Absent.VALUE;
        }

        Map<String, Object> sorted() {
            return new TreeMap<>(entries);
        }
    }

    /** Fields with names that are known. */
    record Struct(String type, Map<String, Object> fields) implements GoValue {}

    /** About how many characters it is as a text. */
    static long weight(Object value) {
        return switch (value) {
            case String text -> text.length();
            case GoMap map -> map.weight;
            case List<?> list -> list.size();
            default -> 1;
        };
    }

    /** The name of a type, as messages have it. */
    static String type(Object value) {
        return switch (value) {
            case String text -> "string";
            case Double number -> "float64";
            case Long number -> "int";
            case Boolean truth -> "bool";
            case GoMap map -> map.ofTexts ? "map[string]string" : "map[string]interface {}";
            case Struct struct -> struct.type;
            case GoList list -> list.type();
            case List<?> list -> "template.queryResult";
            case Instant time -> "*time.Time";
            case Duration duration -> "*time.Duration";
            case Histogram histogram -> "*histogram.FloatHistogram";
            default -> "<nil>";
        };
    }

    /** Whether an {@code if} takes it as true. */
    static boolean isTrue(Object value) {
        return switch (value) {
            case String text -> !text.isEmpty();
            case Double number -> number != 0;
            case Long number -> number != 0;
            case Boolean truth -> truth;
            case GoMap map -> !map.entries.isEmpty();
            case List<?> list -> !list.isEmpty();
            case Absent absent -> false;
            default -> true;
        };
    }
}
