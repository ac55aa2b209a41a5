// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of the tree of a query. Durations are in milliseconds. Nodes never change. */
public sealed interface Expr {
    Position position();

    ValueType type();

    /** The expressions that this one consists of, as they are written. */
    default List<Expr> children() {
        return List.of();
    }

    /** The query as text, on one line. */
    default String text() {
        return Printer.print(this);
    }

    /** {@code sum by (job) (…)}; the parameter is there for operators that have one. */
    record Aggregate(
            AggregateOperator operator,
            Expr operand,
            @Nullable Expr parameter,
            List<String> grouping,
            boolean without,
            Position position)
            implements Expr {
        @Override
        public ValueType type() {
            return ValueType.VECTOR;
        }

        @Override
        public List<Expr> children() {
            return parameter == null ? List.of(operand) : List.of(operand, parameter);
        }
    }

    /** Two operands; {@code matching} is there when both are instant vectors. */
    record Binary(
            BinaryOperator operator,
            Expr left,
            Expr right,
            @Nullable VectorMatching matching,
            boolean returnBool) implements Expr {
        @Override
        public Position position() {
            return Position.from(left.position(), right.position());
        }

        @Override
        public ValueType type() {
            return left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR
                    ? ValueType.SCALAR
                    : ValueType.VECTOR;
        }

        @Override
        public List<Expr> children() {
            return List.of(left, right);
        }
    }

    /** A function with its arguments. */
    record Call(Function function, List<Expr> arguments, Position position) implements Expr {
        @Override
        public ValueType type() {
            return function.returns();
        }

        @Override
        public List<Expr> children() {
            return arguments;
        }
    }

    /** Series by their labels; the name is empty when it is not before the braces. */
    record VectorSelector(String name, List<Matcher> matchers, Timing timing, Position position) implements Expr {
        @Override
        public ValueType type() {
            return ValueType.VECTOR;
        }

        public VectorSelector with(Timing changed, Position changedPosition) {
            return new VectorSelector(name, matchers, changed, changedPosition);
        }

        /** Whether it asks for something that a series without labels has not. */
        boolean isSelective() {
            return matchers.stream().anyMatch(matcher -> !matcher.matches(""));
        }

        /** What asks for a name of the metric, when it is not the name before the braces. */
        @Nullable
        Matcher otherName() {
            List<Matcher> inside = name.isEmpty() ? List.of() : matchers.subList(0, matchers.size() - 1);
            return inside.stream()
                    .filter(matcher -> matcher.name().equals(Labels.METRIC_NAME))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** {@code up[5m]}; its offset and time are those of the selector. */
    record MatrixSelector(
            VectorSelector selector, long range, @Nullable String rangeText, Position position) implements Expr {
        @Override
        public ValueType type() {
            return ValueType.MATRIX;
        }

        @Override
        public List<Expr> children() {
            return List.of(selector);
        }
    }

    /** {@code rate(up[5m])[1h:30s]}; a step of 0 is the default. */
    record Subquery(
            Expr operand,
            long range,
            @Nullable String rangeText,
            long step,
            @Nullable String stepText,
            Timing timing,
            Position position)
            implements Expr {
        @Override
        public ValueType type() {
            return ValueType.MATRIX;
        }

        @Override
        public List<Expr> children() {
            return List.of(operand);
        }

        public Subquery with(Timing changed, Position changedPosition) {
            return new Subquery(operand, range, rangeText, step, stepText, changed, changedPosition);
        }
    }

    /** A number; one that is written as a duration is in seconds. */
    record NumberLiteral(double value, boolean duration, Position position) implements Expr {
        @Override
        public ValueType type() {
            return ValueType.SCALAR;
        }
    }

    /** A text. */
    record StringLiteral(String value, Position position) implements Expr {
        @Override
        public ValueType type() {
            return ValueType.STRING;
        }
    }

    /** An expression in parentheses. */
    record Paren(Expr operand, Position position) implements Expr {
        @Override
        public ValueType type() {
            return operand.type();
        }

        @Override
        public List<Expr> children() {
            return List.of(operand);
        }
    }

    /** An expression with a sign. */
    record Unary(boolean negative, Expr operand, Position position) implements Expr {
        @Override
        public ValueType type() {
            return operand.type();
        }

        @Override
        public List<Expr> children() {
            return List.of(operand);
        }
    }
}
