// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

/** Where something is in the text of a query: from one character to before another. */
public record Position(int start, int end) {
    static Position from(Position first, Position last) {
        return new Position(first.start, last.end);
    }

    /** The beginning as {@code line:column}, both from 1. */
    public String in(String query) {
        if (start < 0 || start > query.length()) {
            return "invalid position";
        }
        int line = 1;
        int lastBreak = -1;
        for (int i = 0; i < start; i++) {
            if (query.charAt(i) == '\n') {
                line++;
                lastBreak = i;
            }
        }
        return line + ":" + (start - lastBreak);
    }
}
