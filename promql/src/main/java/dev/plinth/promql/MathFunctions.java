// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Estimates;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Functions of one number. */
final class MathFunctions {
    private static final Map<String, DoubleUnaryOperator> BY_NAME = new HashMap<>();

    static {
        BY_NAME.put("abs", Math::abs);
        BY_NAME.put("acos", Math::acos);
        BY_NAME.put("acosh", x -> Math.log(x + Math.sqrt(x - 1) * Math.sqrt(x + 1)));
        BY_NAME.put("asin", Math::asin);
        BY_NAME.put("asinh", MathFunctions::asinh);
        BY_NAME.put("atan", Math::atan);
        BY_NAME.put("atanh", x -> (Math.log1p(x) - Math.log1p(-x)) / 2);
        BY_NAME.put("ceil", Math::ceil);
        BY_NAME.put("cos", Math::cos);
        BY_NAME.put("cosh", Math::cosh);
        BY_NAME.put("deg", x -> x * 180 / Math.PI);
        BY_NAME.put("exp", Math::exp);
        BY_NAME.put("floor", Math::floor);
        BY_NAME.put("ln", Math::log);
        BY_NAME.put("log10", Math::log10);
        BY_NAME.put("log2", Estimates::log2);
        BY_NAME.put("rad", x -> x * Math.PI / 180);
        BY_NAME.put("sgn", Math::signum);
        BY_NAME.put("sin", Math::sin);
        BY_NAME.put("sinh", Math::sinh);
        BY_NAME.put("sqrt", Math::sqrt);
        BY_NAME.put("tan", Math::tan);
        BY_NAME.put("tanh", Math::tanh);
    }

    private MathFunctions() {}

    static @Nullable DoubleUnaryOperator find(String name) {
        return BY_NAME.get(name);
    }

    private static double asinh(double x) {
        double positive = Math.abs(x);
        if (Double.isInfinite(positive)) {
            return x;
        }
        double square = positive * positive;
        double result = Double.isInfinite(square)
                ? Math.log(positive) + Math.log(2)
                : Math.log1p(positive + square / (1 + Math.sqrt(square + 1)));
        return Math.copySign(result, x);
    }

    /** To the nearest multiple; in the middle up. */
    static double round(double value, double multiple) {
        double inverse = 1 / multiple;
        return Math.floor(value * inverse + 0.5) / inverse;
    }

    static double clamp(double value, double min, double max) {
        return greater(min, lesser(max, value));
    }

    /** Nothing is less than minus infinity, not even what is no number. */
    private static double lesser(double a, double b) {
        boolean least = a == Double.NEGATIVE_INFINITY || b == Double.NEGATIVE_INFINITY;
        return least ? Double.NEGATIVE_INFINITY : Math.min(a, b);
    }

    /** Nothing is greater than infinity, not even what is no number. */
    private static double greater(double a, double b) {
        boolean greatest = a == Double.POSITIVE_INFINITY || b == Double.POSITIVE_INFINITY;
        return greatest ? Double.POSITIVE_INFINITY : Math.max(a, b);
    }
}
