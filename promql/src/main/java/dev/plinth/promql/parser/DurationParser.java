// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import org.jspecify.annotations.Nullable;

/** Reads durations, which may be calculated. */
final class DurationParser {
    private static final double LONGEST = 0x1p63 / 1e9;

    private static final int DEEPEST = 500;

    private final Tokens tokens;
    private final boolean calculated;
    private int depth;

    /** @param calculated whether they may be */
    DurationParser(Tokens tokens, boolean calculated) {
        this.tokens = tokens;
        this.calculated = calculated;
    }

    /**
     * A duration.
     *
     * @param expression how it is calculated, or null for a number
     */
    record Duration(double seconds, @Nullable String expression, boolean unit, Position position) {
        long millis() {
            return expression == null ? Math.round(seconds * 1e9) / 1_000_000 : (long) (seconds * 1000);
        }

        private String text() {
            return expression != null ? expression : Printer.number(new Expr.NumberLiteral(seconds, unit, position));
        }
    }

    /** What may start a duration. */
    boolean isNext() {
        return switch (tokens.peek().type()) {
            case NUMBER, DURATION, LEFT_PAREN, ADD, SUB -> true;
            default -> false;
        };
    }

    /** A duration in brackets, which is more than zero. */
    Duration positive(String context, String expected) {
        if (!isNext()) {
            throw tokens.unexpected(context, expected);
        }
        Duration duration = sum(context, expected, 0);
        if (duration.seconds <= 0) {
            tokens.problem(duration.position, "duration must be greater than 0");
        }
        return duration;
    }

    /** A duration after {@code offset}: calculated only in parentheses. */
    Duration offset() {
        String context = "offset";
        String expected = "number or duration";
        if (!isNext()) {
            throw tokens.unexpected(context, expected);
        }
        if (tokens.isNext(TokenType.LEFT_PAREN)) {
            return sum(context, expected, 0);
        }
        if (tokens.isNext(TokenType.ADD) || tokens.isNext(TokenType.SUB)) {
            Token sign = tokens.take();
            if (!isNext()) {
                throw tokens.unexpected(context, expected);
            }
            boolean literal = tokens.isNext(TokenType.NUMBER) || tokens.isNext(TokenType.DURATION);
            Duration operand = literal ? literal() : operand(context, expected);
            Duration signed = signed(sign, operand);
            return literal ? signed : rest(signed, context, expected, 0);
        }
        return literal();
    }

    private Duration sum(String context, String expected, int minPrecedence) {
        return rest(operand(context, expected), context, expected, minPrecedence);
    }

    private Duration rest(Duration first, String context, String expected, int minPrecedence) {
        Duration left = first;
        while (true) {
            Token token = tokens.peek();
            BinaryOperator operator = Operators.binary(token.type());
            if (operator == null
                    || !operator.isArithmetic()
                    || operator == BinaryOperator.ATAN2
                    || operator.precedence() < minPrecedence) {
                return left;
            }
            tokens.take();
            int next = operator == BinaryOperator.POWER ? operator.precedence() : operator.precedence() + 1;
            Duration right = sum(context, expected, next);
            left = combine(left, operator, token, right);
        }
    }

    private Duration operand(String context, String expected) {
        depth++;
        if (depth > DEEPEST) {
            tokens.problem(tokens.peek().position(), "duration has more than " + DEEPEST + " operands");
            tokens.throwProblems();
        }
        if (tokens.isNext(TokenType.ADD) || tokens.isNext(TokenType.SUB)) {
            Token sign = tokens.take();
            return signed(sign, sum(context, expected, BinaryOperator.POWER.precedence()));
        }
        if (tokens.isNext(TokenType.LEFT_PAREN)) {
            Token open = tokens.take();
            Duration inner = sum(context, expected, 0);
            if (!tokens.isNext(TokenType.RIGHT_PAREN)) {
                throw tokens.unexpected(context, expected);
            }
            tokens.take();
            checkCalculated(inner.position);
            Position position = new Position(open.start(), tokens.lastEnd());
            return inner.expression == null
                    ? inner
                    : new Duration(inner.seconds, "(" + inner.expression + ")", false, position);
        }
        if (!tokens.isNext(TokenType.NUMBER) && !tokens.isNext(TokenType.DURATION)) {
            throw tokens.unexpected(context, expected);
        }
        return literal();
    }

    private Duration literal() {
        Token token = tokens.take();
        double seconds = Operators.number(tokens, token);
        return inRange(new Duration(seconds, null, token.type() == TokenType.DURATION, token.position()), token);
    }

    private Duration signed(Token sign, Duration operand) {
        boolean negative = sign.type() == TokenType.SUB;
        Position position = new Position(sign.start(), operand.position.end());
        String expression = operand.expression;
        return inRange(
                new Duration(
                        negative ? -operand.seconds : operand.seconds,
                        expression == null || !negative ? expression : "-" + expression,
                        operand.unit,
                        position),
                sign);
    }

    private Duration inRange(Duration duration, Token token) {
        if (Math.abs(duration.seconds) <= LONGEST) {
            return duration;
        }
        tokens.problem(token.position(), "duration out of range");
        return new Duration(1, null, false, duration.position);
    }

    private Duration combine(Duration left, BinaryOperator operator, Token token, Duration right) {
        checkCalculated(left.position);
        double seconds = switch (operator) {
            case ADD -> left.seconds + right.seconds;
            case SUBTRACT -> left.seconds - right.seconds;
            case MULTIPLY -> left.seconds * right.seconds;
            case DIVIDE -> notByZero(left.seconds / right.seconds, right, token, "division by zero");
            case MODULO -> notByZero(left.seconds % right.seconds, right, token, "modulo by zero");
            default -> Math.pow(left.seconds, right.seconds);
        };
        Position position = Position.from(left.position, right.position);
        return inRange(
                new Duration(seconds, left.text() + " " + operator.symbol() + " " + right.text(), false, position),
                token);
    }

    private double notByZero(double result, Duration divisor, Token token, String problem) {
        if (divisor.seconds != 0) {
            return result;
        }
        tokens.problem(token.position(), problem);
        return 1;
    }

    private void checkCalculated(Position position) {
        if (!calculated) {
            tokens.problem(position, "experimental duration expression is not enabled");
        }
    }
}
