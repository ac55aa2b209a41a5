// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import dev.plinth.core.telemetry.opensearch.Indices;
import dev.plinth.core.telemetry.opensearch.OpenSearch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Counts in OpenSearch. Attributes can be found by there, but not counted by, since their values are kept only once. So some records are looked at, what they have is counted, and
 * then those are looked at that have something else, until there are none: mostly two searches.
 */
@Component
class FoundLogCounts implements LogCounts {
    private static final int LOOKED_AT = 200;
    /** Longer ones are not found by. */
    private static final int MAX_TAG = 1_024;

    private final OpenSearch opensearch;

    FoundLogCounts(OpenSearch opensearch) {
        this.opensearch = opensearch;
    }

    @Override
    public Counted count(Question question, int maxGroups) {
        Clauses asked = new LogFilter(
                        question.env(), question.query(), question.services(), question.severity(), question.tags())
                .clauses()
                .between(question.from(), question.to());
        if (question.by().isEmpty()) {
            JsonNode answer = opensearch.search(
                    Indices.LOGS + "*", Map.of("size", 0, "track_total_hits", true, "query", asked.query()));
            return new Counted(
                    List.of(new Group(List.of(), answer.at("/hits/total/value").asLong(0))), true);
        }
        Set<List<String>> known = new LinkedHashSet<>();
        while (true) {
            List<List<String>> counted = List.copyOf(known);
            JsonNode answer = opensearch.search(Indices.LOGS + "*", search(asked, question.by(), counted));
            boolean isNews = false;
            for (JsonNode hit : answer.at("/hits/hits")) {
                isNews |= known.add(values(hit.path("_source"), question.by()));
            }
            if (!isNews) {
                return new Counted(groups(answer, counted), true);
            }
            if (known.size() > maxGroups) {
                return new Counted(groups(answer, counted), false);
            }
        }
    }

    /** Counts groups that are known, and finds records that are in none of them. */
    private static Map<String, Object> search(Clauses asked, List<String> by, List<List<String>> known) {
        Map<String, Object> search = new HashMap<>();
        search.put("size", LOOKED_AT);
        search.put("track_total_hits", false);
        search.put("_source", List.of("service", "tags"));
        search.put("query", asked.query());
        if (!known.isEmpty()) {
            List<Map<String, Object>> groups =
                    known.stream().map(values -> group(by, values)).toList();
            search.put("post_filter", Map.of("bool", Map.of("must_not", groups)));
            Map<String, Object> filters = new HashMap<>();
            for (int i = 0; i < groups.size(); i++) {
                filters.put(Integer.toString(i), groups.get(i));
            }
            search.put("aggs", Map.of("groups", Map.of("filters", Map.of("filters", filters))));
        }
        return search;
    }

    private static Map<String, Object> group(List<String> by, List<String> values) {
        Clauses clauses = new Clauses();
        for (int i = 0; i < by.size(); i++) {
            String key = by.get(i);
            String value = values.get(i);
            boolean service = key.equals(SERVICE);
            if (!value.isEmpty()) {
                clauses.term(service ? "service" : "tags", service ? value : key + "=" + value);
            } else if (service) {
                clauses.without("service");
            } else {
                clauses.add(Clauses.either(List.of(
                        new Clauses().withoutPrefix("tags", key + "=").query(),
                        new Clauses().term("tags", key + "=").query())));
            }
        }
        return clauses.query();
    }

    private static List<String> values(JsonNode record, List<String> by) {
        return by.stream()
                .map(key -> key.equals(SERVICE) ? record.path("service").asString("") : tag(record, key + "="))
                .toList();
    }

    private static String tag(JsonNode record, String begin) {
        return record.path("tags")
                .valueStream()
                .map(tag -> tag.asString(""))
                .filter(tag -> tag.startsWith(begin) && tag.length() <= MAX_TAG)
                .findFirst()
                .map(tag -> tag.substring(begin.length()))
                .orElse("");
    }

    private static List<Group> groups(JsonNode answer, List<List<String>> counted) {
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < counted.size(); i++) {
            long count = answer.path("aggregations")
                    .path("groups")
                    .path("buckets")
                    .path(Integer.toString(i))
                    .path("doc_count")
                    .asLong(0);
            if (count > 0) {
                groups.add(new Group(counted.get(i), count));
            }
        }
        return groups;
    }
}
