// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Parts of a search, as OpenSearch writes them. */
final class Clauses {
    private static final long SECOND = 1_000_000_000;

    private final List<Object> filters = new ArrayList<>();

    Clauses term(String field, Object value) {
        filters.add(Map.of("term", Map.of(field, value)));
        return this;
    }

    /** Does nothing for an empty list. */
    Clauses anyOf(String field, Collection<String> values) {
        if (!values.isEmpty()) {
            filters.add(Map.of("terms", Map.of(field, values)));
        }
        return this;
    }

    /** Each of them. */
    Clauses allOf(String field, Collection<String> values) {
        values.forEach(value -> term(field, value));
        return this;
    }

    Clauses between(Instant from, Instant to) {
        filters.add(Map.of("range", Map.of("nanos", Map.of("gte", nanos(from), "lt", nanos(to)))));
        return this;
    }

    Clauses range(String field, String comparison, long value) {
        filters.add(Map.of("range", Map.of(field, Map.of(comparison, value))));
        return this;
    }

    /** Only what has no such field. */
    Clauses without(String field) {
        filters.add(Map.of("bool", Map.of("must_not", Map.of("exists", Map.of("field", field)))));
        return this;
    }

    /** Only what has no such value. */
    Clauses withoutPrefix(String field, String begin) {
        filters.add(Map.of("bool", Map.of("must_not", Map.of("prefix", Map.of(field, begin)))));
        return this;
    }

    Clauses add(Map<String, Object> clause) {
        filters.add(clause);
        return this;
    }

    Map<String, Object> query() {
        return Map.of("bool", Map.of("filter", List.copyOf(filters)));
    }

    static Map<String, Object> either(List<Map<String, Object>> clauses) {
        return Map.of("bool", Map.of("should", clauses, "minimum_should_match", 1));
    }

    static Map<String, Object> none() {
        return Map.of("match_none", Map.of());
    }

    static long nanos(Instant time) {
        return time.getEpochSecond() * SECOND + time.getNano();
    }

    static Instant time(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
    }
}
