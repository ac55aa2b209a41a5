// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions of range vectors, by their names. */
final class RangeFunctions {
    private static final Map<String, RangeFunction> BY_NAME = new HashMap<>();

    static {
        BY_NAME.put("avg_over_time", OverTimeFunctions.average());
        BY_NAME.put("changes", OverTimeFunctions.changes());
        BY_NAME.put("count_over_time", OverTimeFunctions.count());
        BY_NAME.put("delta", RateFunctions.delta());
        BY_NAME.put("deriv", TrendFunctions.derivative());
        BY_NAME.put("double_exponential_smoothing", TrendFunctions.smoothing());
        BY_NAME.put("idelta", RateFunctions.idelta());
        BY_NAME.put("increase", RateFunctions.increase());
        BY_NAME.put("irate", RateFunctions.irate());
        BY_NAME.put("last_over_time", OverTimeFunctions.last());
        BY_NAME.put("mad_over_time", OverTimeFunctions.medianDeviation());
        BY_NAME.put("max_over_time", OverTimeFunctions.max());
        BY_NAME.put("min_over_time", OverTimeFunctions.min());
        BY_NAME.put("predict_linear", TrendFunctions.predictLinear());
        BY_NAME.put("present_over_time", OverTimeFunctions.present());
        BY_NAME.put("quantile_over_time", OverTimeFunctions.quantile());
        BY_NAME.put("rate", RateFunctions.rate());
        BY_NAME.put("resets", OverTimeFunctions.resets());
        BY_NAME.put("stddev_over_time", OverTimeFunctions.variance(true));
        BY_NAME.put("stdvar_over_time", OverTimeFunctions.variance(false));
        BY_NAME.put("sum_over_time", OverTimeFunctions.sum());
        BY_NAME.put("ts_of_last_over_time", OverTimeFunctions.timeOfLast());
        BY_NAME.put("ts_of_max_over_time", OverTimeFunctions.timeOfMax());
        BY_NAME.put("ts_of_min_over_time", OverTimeFunctions.timeOfMin());
    }

    private RangeFunctions() {}

    static @Nullable RangeFunction find(String name) {
        return BY_NAME.get(name);
    }
}
