// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.IncompatibleBucketsException;
import dev.plinth.promql.parser.BinaryOperator;
import dev.plinth.promql.parser.Expr;
import dev.plinth.promql.parser.Position;
import org.jspecify.annotations.Nullable;

/** A binary operator applied to two samples. The result of a comparison is its left sample, or nothing. */
final class ElementOperation {
    private final BinaryOperator operator;
    private final boolean returnBool;
    private final Position position;
    private final Annotations annotations;
    private double value;
    private @Nullable Histogram histogram;

    ElementOperation(Expr.Binary binary, Annotations annotations) {
        this.operator = binary.operator();
        this.returnBool = binary.returnBool();
        this.position = binary.position();
        this.annotations = annotations;
    }

    /** What it gives for two scalars. */
    static double ofScalars(BinaryOperator operator, double left, double right) {
        return operator.isComparison() ? (compare(operator, left, right) ? 1 : 0) : calculate(operator, left, right);
    }

    /** The value of the result, when it is no histogram. */
    double value() {
        return value;
    }

    @Nullable
    Histogram histogram() {
        return histogram;
    }

    /** Whether there is a result. */
    boolean apply(double left, @Nullable Histogram leftHistogram, double right, @Nullable Histogram rightHistogram) {
        value = left;
        histogram = leftHistogram;
        boolean floats = leftHistogram == null && rightHistogram == null;
        if (operator.isComparison()) {
            boolean equality = operator == BinaryOperator.EQUAL || operator == BinaryOperator.NOT_EQUAL;
            if (floats) {
                return keep(compare(operator, left, right));
            }
            if (!equality || leftHistogram == null || rightHistogram == null) {
                return isIncompatible(leftHistogram, rightHistogram);
            }
            return keep(leftHistogram.sameAs(rightHistogram) == (operator == BinaryOperator.EQUAL));
        }
        if (floats) {
            value = calculate(operator, left, right);
            return true;
        }
        try {
            Histogram result = ofHistograms(left, leftHistogram, right, rightHistogram);
            if (result == null) {
                return isIncompatible(leftHistogram, rightHistogram);
            }
            histogram = result.compact();
            value = 0;
            return true;
        } catch (IncompatibleBucketsException e) {
            annotations.incompatibleOperands(operator.symbol(), position);
            return false;
        }
    }

    private boolean keep(boolean holds) {
        if (!returnBool) {
            return holds;
        }
        value = holds ? 1 : 0;
        histogram = null;
        return true;
    }

    private boolean isIncompatible(@Nullable Histogram left, @Nullable Histogram right) {
        annotations.incompatibleTypes(
                left == null ? "float" : "histogram",
                operator.symbol(),
                right == null ? "float" : "histogram",
                position);
        return false;
    }

    private @Nullable Histogram ofHistograms(
            double left, @Nullable Histogram leftHistogram, double right, @Nullable Histogram rightHistogram) {
        if (leftHistogram != null && rightHistogram != null) {
            return switch (operator) {
                case ADD -> leftHistogram.plus(rightHistogram);
                case SUBTRACT -> leftHistogram.minus(rightHistogram);
                default -> null;
            };
        }
        if (leftHistogram != null) {
            return switch (operator) {
                case MULTIPLY -> leftHistogram.times(right);
                case DIVIDE -> leftHistogram.dividedBy(right);
                default -> null;
            };
        }
        return rightHistogram != null && operator == BinaryOperator.MULTIPLY ? rightHistogram.times(left) : null;
    }

    private static boolean compare(BinaryOperator operator, double left, double right) {
        return switch (operator) {
            case EQUAL -> left == right;
            case NOT_EQUAL -> left != right;
            case LESS -> left < right;
            case LESS_OR_EQUAL -> left <= right;
            case GREATER -> left > right;
            default -> left >= right;
        };
    }

    private static double calculate(BinaryOperator operator, double left, double right) {
        return switch (operator) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / right;
            case MODULO -> left % right;
            case POWER -> power(left, right);
            case ATAN2 -> Math.atan2(left, right);
            default -> throw new IllegalArgumentException(operator + " is no operator of numbers");
        };
    }

    /** As IEEE 754 has it: one to any power is one, and so is minus one to an infinite one. */
    private static double power(double base, double exponent) {
        return base == 1 || (base == -1 && Double.isInfinite(exponent)) ? 1 : Math.pow(base, exponent);
    }
}
