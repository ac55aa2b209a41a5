// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import java.util.List;
import java.util.Map;

/** Which log records are looked for. What is empty does not matter. */
record LogFilter(String env, String query, List<String> services, String severity, List<String> tags) {
    /** @throws dev.plinth.core.kernel.problem.ProblemException when something is wrong with it */
    Clauses clauses() {
        Clauses clauses =
                new Clauses().anyOf("service", Asked.names("service", services)).allOf("tags", Asked.tags(tags));
        if (!severity.isEmpty()) {
            clauses.range("severityNumber", "gte", Asked.severityNumber(severity));
        }
        if (!env.isEmpty()) {
            clauses.term("env", env);
        }
        if (!Asked.query(query).isBlank()) {
            clauses.add(Map.of(
                    "simple_query_string",
                    Map.of("query", query, "fields", List.of("body", "exception"), "default_operator", "and")));
        }
        return clauses;
    }
}
