// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.condition;

/** A condition that makes no sense. */
public final class ConditionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String expected;

    /**
     * @param field the one that would have to change
     * @param expected what would have been right
     */
    ConditionException(String field, String expected) {
        super(field + ": expected: " + expected);
        this.field = field;
        this.expected = expected;
    }

    public String field() {
        return field;
    }

    public String expected() {
        return expected;
    }
}
