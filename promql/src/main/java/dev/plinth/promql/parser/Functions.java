// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import static dev.plinth.promql.parser.ValueType.MATRIX;
import static dev.plinth.promql.parser.ValueType.SCALAR;
import static dev.plinth.promql.parser.ValueType.STRING;
import static dev.plinth.promql.parser.ValueType.VECTOR;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All functions, by their names. */
public final class Functions {
    private static final Map<String, Function> BY_NAME = new TreeMap<>();

    static {
        for (String name : List.of(
                "abs",
                "absent",
                "acos",
                "acosh",
                "asin",
                "asinh",
                "atan",
                "atanh",
                "ceil",
                "cos",
                "cosh",
                "deg",
                "exp",
                "floor",
                "histogram_avg",
                "histogram_count",
                "histogram_sum",
                "histogram_stddev",
                "histogram_stdvar",
                "ln",
                "log10",
                "log2",
                "rad",
                "sgn",
                "sin",
                "sinh",
                "sort",
                "sort_desc",
                "sqrt",
                "tan",
                "tanh",
                "timestamp")) {
            add(name, VECTOR, VECTOR);
        }
        for (String name : List.of(
                "absent_over_time",
                "avg_over_time",
                "changes",
                "count_over_time",
                "delta",
                "deriv",
                "idelta",
                "increase",
                "irate",
                "last_over_time",
                "max_over_time",
                "min_over_time",
                "present_over_time",
                "rate",
                "resets",
                "stddev_over_time",
                "stdvar_over_time",
                "sum_over_time")) {
            add(name, VECTOR, MATRIX);
        }
        for (String name :
                List.of("mad_over_time", "ts_of_last_over_time", "ts_of_max_over_time", "ts_of_min_over_time")) {
            add(name, VECTOR, 0, true, MATRIX);
        }
        for (String name : List.of(
                "days_in_month", "day_of_month", "day_of_week", "day_of_year", "hour", "minute", "month", "year")) {
            add(name, VECTOR, 1, false, VECTOR);
        }
        add("clamp", VECTOR, VECTOR, SCALAR, SCALAR);
        add("clamp_max", VECTOR, VECTOR, SCALAR);
        add("clamp_min", VECTOR, VECTOR, SCALAR);
        add("double_exponential_smoothing", VECTOR, 0, true, MATRIX, SCALAR, SCALAR);
        add("histogram_fraction", VECTOR, SCALAR, SCALAR, VECTOR);
        add("histogram_quantile", VECTOR, SCALAR, VECTOR);
        add("info", VECTOR, 1, true, VECTOR, VECTOR);
        add("label_replace", VECTOR, VECTOR, STRING, STRING, STRING, STRING);
        add("label_join", VECTOR, -1, false, VECTOR, STRING, STRING, STRING);
        add("pi", SCALAR);
        add("predict_linear", VECTOR, MATRIX, SCALAR);
        add("quantile_over_time", VECTOR, SCALAR, MATRIX);
        add("round", VECTOR, 1, false, VECTOR, SCALAR);
        add("scalar", SCALAR, VECTOR);
        add("sort_by_label", VECTOR, -1, true, VECTOR, STRING);
        add("sort_by_label_desc", VECTOR, -1, true, VECTOR, STRING);
        add("time", SCALAR);
        add("vector", VECTOR, SCALAR);
    }

    private Functions() {}

    private static void add(String name, ValueType returns, ValueType... parameters) {
        add(name, returns, 0, false, parameters);
    }

    private static void add(
            String name, ValueType returns, int variadic, boolean experimental, ValueType... parameters) {
        BY_NAME.put(name, new Function(name, List.of(parameters), variadic, returns, experimental));
    }

    static @Nullable Function find(String name) {
        return BY_NAME.get(name);
    }

    /** All of them, in the order of their names. */
    public static Collection<Function> all() {
        return List.copyOf(BY_NAME.values());
    }
}
