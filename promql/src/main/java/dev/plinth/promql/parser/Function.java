// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.parser;

import java.util.List;
import java.util.Set;

/**
 * A function that queries can call.
 *
 * @param parameters what it takes; the last one may be left out or repeated when {@code variadic} says so
 * @param variadic how often the last parameter may be repeated beyond being left out, -1 for any number; 0 when it must be there once
 */
public record Function(String name, List<ValueType> parameters, int variadic, ValueType returns, boolean experimental) {
    private static final Set<String> OF_TIME = Set.of(
            "days_in_month",
            "day_of_month",
            "day_of_week",
            "day_of_year",
            "hour",
            "minute",
            "month",
            "year",
            "predict_linear",
            "time",
            "timestamp");

    /** Whether it may give something else at another time of evaluation, even for the same arguments. */
    public boolean isOfTime() {
        return OF_TIME.contains(name);
    }
}
