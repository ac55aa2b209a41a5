// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.promql.model.Texts;

/** A text that is no list of matchers. The message says where, what is there and what was expected. */
public final class MatcherSyntaxException extends IllegalArgumentException {
    private final int column;
    private final String expected;

    MatcherSyntaxException(int column, String found, String expected) {
        super("column " + column + ": " + (found.isEmpty() ? "end" : Texts.quote(found)) + " (expected: " + expected
                + ")");
        this.column = column;
        this.expected = expected;
    }

    /** The first character that is wrong, from 1. */
    public int column() {
        return column;
    }

    public String expected() {
        return expected;
    }
}
