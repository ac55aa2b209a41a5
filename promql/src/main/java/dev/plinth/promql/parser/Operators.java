// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import dev.plinth.promql.model.Matcher;
import org.jspecify.annotations.Nullable;

/** What tokens stand for. */
final class Operators {
    private Operators() {}

    static @Nullable BinaryOperator binary(TokenType type) {
        return switch (type) {
            case OR -> BinaryOperator.OR;
            case AND -> BinaryOperator.AND;
            case UNLESS -> BinaryOperator.UNLESS;
            case EQ -> BinaryOperator.EQUAL;
            case NE -> BinaryOperator.NOT_EQUAL;
            case LT -> BinaryOperator.LESS;
            case LE -> BinaryOperator.LESS_OR_EQUAL;
            case GT -> BinaryOperator.GREATER;
            case GE -> BinaryOperator.GREATER_OR_EQUAL;
            case ADD -> BinaryOperator.ADD;
            case SUB -> BinaryOperator.SUBTRACT;
            case MUL -> BinaryOperator.MULTIPLY;
            case DIV -> BinaryOperator.DIVIDE;
            case MOD -> BinaryOperator.MODULO;
            case ATAN2 -> BinaryOperator.ATAN2;
            case POW -> BinaryOperator.POWER;
            default -> null;
        };
    }

    static Matcher.@Nullable Kind matcher(TokenType type) {
        return switch (type) {
            case EQUAL -> Matcher.Kind.EQUAL;
            case NE -> Matcher.Kind.NOT_EQUAL;
            case REGEX -> Matcher.Kind.REGEX;
            case NOT_REGEX -> Matcher.Kind.NOT_REGEX;
            default -> null;
        };
    }

    /** The value of a number, or the seconds of a duration. */
    static double number(Tokens tokens, Token token) {
        try {
            return token.type() == TokenType.DURATION
                    ? Durations.parse(token.text()) / 1000.0
                    : Literals.number(token.text());
        } catch (IllegalArgumentException e) {
            boolean duration = token.type() == TokenType.DURATION;
            tokens.problem(token.position(), (duration ? "" : "error parsing number: ") + e.getMessage());
            return 1;
        }
    }
}
