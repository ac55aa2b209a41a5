// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.model.Texts;
import dev.plinth.promql.parser.VectorMatching.Cardinality;
import java.util.List;

/** Finds what cannot be evaluated in a query that is well-formed. */
final class TypeChecker {
    private final Tokens tokens;

    TypeChecker(Tokens tokens) {
        this.tokens = tokens;
    }

    void check(Expr expr) {
        switch (expr) {
            case Expr.Aggregate aggregate -> aggregate(aggregate);
            case Expr.Binary binary -> binary(binary);
            case Expr.Call call -> call(call);
            case Expr.Paren paren -> check(paren.operand());
            case Expr.Unary unary -> unary(unary);
            case Expr.Subquery subquery -> {
                check(subquery.operand());
                if (subquery.operand().type() != ValueType.VECTOR) {
                    problem(
                            subquery,
                            "subquery is only allowed on instant vector, got "
                                    + subquery.operand().type().code() + " instead");
                }
            }
            case Expr.MatrixSelector matrix -> selector(matrix.selector(), true);
            case Expr.VectorSelector selector -> selector(selector, true);
            case Expr.NumberLiteral _, Expr.StringLiteral _ -> {}
        }
    }

    private void problem(Expr expr, String message) {
        tokens.problem(expr.position(), message);
    }

    private void expect(Expr expr, ValueType type, String context) {
        check(expr);
        if (expr.type() != type) {
            problem(
                    expr,
                    "expected type " + type.words() + " in " + context + ", got "
                            + expr.type().words());
        }
    }

    private void aggregate(Expr.Aggregate aggregate) {
        expect(aggregate.operand(), ValueType.VECTOR, "aggregation expression");
        if (aggregate.parameter() != null) {
            boolean label = aggregate.operator() == AggregateOperator.COUNT_VALUES;
            expect(aggregate.parameter(), label ? ValueType.STRING : ValueType.SCALAR, "aggregation parameter");
        }
    }

    private void unary(Expr.Unary unary) {
        check(unary.operand());
        ValueType type = unary.operand().type();
        if (type != ValueType.SCALAR && type != ValueType.VECTOR) {
            problem(
                    unary,
                    "unary expression only allowed on expressions of type scalar or instant vector, got "
                            + Texts.quote(type.words()));
        }
    }

    private void binary(Expr.Binary binary) {
        Expr left = binary.left();
        Expr right = binary.right();
        check(left);
        check(right);
        BinaryOperator operator = binary.operator();
        boolean scalar = left.type() == ValueType.SCALAR || right.type() == ValueType.SCALAR;
        if (binary.returnBool() && !operator.isComparison()) {
            tokens.problem(operatorPosition(binary), "bool modifier can only be used on comparison operators");
        }
        if (operator.isComparison() && !binary.returnBool() && binary.type() == ValueType.SCALAR) {
            tokens.problem(operatorPosition(binary), "comparisons between scalars must use BOOL modifier");
        }
        VectorMatching matching = binary.matching();
        if (matching != null && matching.on()) {
            for (String label : matching.labels()) {
                if (matching.include().contains(label)) {
                    tokens.problem(
                            operatorPosition(binary),
                            "label " + Texts.quote(label) + " must not occur in ON and GROUP clause at once");
                }
            }
        }
        for (Expr operand : List.of(left, right)) {
            if (operand.type() != ValueType.SCALAR && operand.type() != ValueType.VECTOR) {
                problem(operand, "binary expression must contain only scalar and instant vector types");
            }
        }
        if (matching != null && (left.type() != ValueType.VECTOR || right.type() != ValueType.VECTOR)) {
            problem(binary, "vector matching only allowed between instant vectors");
        } else if (matching != null && operator.isSetOperator() && matching.cardinality() != Cardinality.MANY_TO_MANY) {
            problem(binary, "no grouping allowed for " + Texts.quote(operator.symbol()) + " operation");
        }
        if (scalar && operator.isSetOperator()) {
            problem(
                    binary,
                    "set operator " + Texts.quote(operator.symbol()) + " not allowed in binary scalar expression");
        }
    }

    /** The part between the operands. */
    private Position operatorPosition(Expr.Binary binary) {
        String query = tokens.query();
        int start = binary.left().position().end();
        while (Character.isWhitespace(query.charAt(start))) {
            start++;
        }
        int end = binary.right().position().start() - 1;
        while (Character.isWhitespace(query.charAt(end))) {
            end--;
        }
        return new Position(start, end);
    }

    private void call(Expr.Call call) {
        Function function = call.function();
        int given = call.arguments().size();
        int expected = function.parameters().size();
        String inCall = " argument(s) in call to " + Texts.quote(function.name()) + ", got " + given;
        if (function.variadic() == 0) {
            if (given != expected) {
                problem(call, "expected " + expected + inCall);
            }
        } else if (given < expected - 1) {
            problem(call, "expected at least " + (expected - 1) + inCall);
        } else if (function.variadic() > 0 && given > expected - 1 + function.variadic()) {
            problem(call, "expected at most " + (expected - 1 + function.variadic()) + inCall);
        }
        String context = "call to function " + Texts.quote(function.name());
        for (int i = 0; i < given && (i < expected || function.variadic() != 0); i++) {
            Expr argument = call.arguments().get(i);
            if (i == 1 && function.name().equals("info") && argument instanceof Expr.VectorSelector selector) {
                infoLabels(selector);
            } else {
                expect(argument, function.parameters().get(Math.min(i, expected - 1)), context);
            }
        }
        if (given > 1 && function.name().equals("info") && !(call.arguments().get(1) instanceof Expr.VectorSelector)) {
            problem(call.arguments().get(1), "expected label selectors only");
        }
    }

    private void infoLabels(Expr.VectorSelector selector) {
        if (!selector.name().isEmpty()) {
            problem(selector, "expected label selectors only, got vector selector instead");
        }
        selector(selector, false);
    }

    private void selector(Expr.VectorSelector selector, boolean mustSelect) {
        Matcher other = selector.otherName();
        if (other != null) {
            problem(
                    selector,
                    "metric name must not be set twice: " + Texts.quote(selector.name()) + " or "
                            + Texts.quote(other.value()));
        }
        if (mustSelect && selector.name().isEmpty() && !selector.isSelective()) {
            problem(selector, "vector selector must contain at least one non-empty matcher");
        }
    }
}
