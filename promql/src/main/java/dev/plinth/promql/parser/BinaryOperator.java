// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

/** What stands between two operands. */
public enum BinaryOperator {
    OR("or", 1),
    AND("and", 2),
    UNLESS("unless", 2),
    EQUAL("==", 3),
    NOT_EQUAL("!=", 3),
    LESS("<", 3),
    LESS_OR_EQUAL("<=", 3),
    GREATER(">", 3),
    GREATER_OR_EQUAL(">=", 3),
    ADD("+", 4),
    SUBTRACT("-", 4),
    MULTIPLY("*", 5),
    DIVIDE("/", 5),
    MODULO("%", 5),
    ATAN2("atan2", 5),
    POWER("^", 6);

    private final String symbol;
    private final int precedence;

    BinaryOperator(String symbol, int precedence) {
        this.symbol = symbol;
        this.precedence = precedence;
    }

    public String symbol() {
        return symbol;
    }

    /** A higher one binds tighter. */
    int precedence() {
        return precedence;
    }

    public boolean isComparison() {
        return precedence == EQUAL.precedence;
    }

    public boolean isSetOperator() {
        return precedence < EQUAL.precedence;
    }

    /** Whether the result is another quantity than the operands, and so no longer has their name. */
    public boolean isArithmetic() {
        return precedence > EQUAL.precedence;
    }
}
