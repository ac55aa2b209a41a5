// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import java.util.List;

/** A query that is none. The message says the first problem and where it is: {@code 1:5: parse error: unexpected …}. */
public final class ParseException extends RuntimeException {
    /** Something wrong, and where. */
    public record Problem(Position position, String message) {}

    private final String query;
    private final List<Problem> problems;

    /** @param problems at least one */
    ParseException(String query, List<Problem> problems) {
        super(message(query, problems.getFirst()));
        this.query = query;
        this.problems = List.copyOf(problems);
    }

    private static String message(String query, Problem problem) {
        String where = query.isEmpty() ? "unknown position" : problem.position().in(query);
        return where + ": parse error: " + problem.message();
    }

    public String query() {
        return query;
    }

    /** All that is known to be wrong. */
    public List<Problem> problems() {
        return problems;
    }
}
