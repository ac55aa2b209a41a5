// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.parser.Position;
import java.util.Arrays;

/** Quantiles of numbers that are all known. */
final class Quantiles {
    private Quantiles() {}

    /** Warns of a quantile that none can be. */
    static void check(double q, Annotations annotations, Position position) {
        if (Double.isNaN(q) || q < 0 || q > 1) {
            annotations.invalidQuantile(q, position);
        }
    }

    /** Between two numbers it is interpolated. Values that are no numbers are less than all others. */
    static double of(double q, double[] values) {
        if (values.length == 0 || Double.isNaN(q)) {
            return Double.NaN;
        }
        if (q < 0 || q > 1) {
            return q < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        double[] sorted = sorted(values);
        double rank = q * (sorted.length - 1);
        int lower = (int) Math.floor(rank);
        int upper = Math.min(sorted.length - 1, lower + 1);
        double weight = rank - lower;
        return sorted[lower] * (1 - weight) + sorted[upper] * weight;
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int numbers = sorted.length;
        while (numbers > 0 && Double.isNaN(sorted[numbers - 1])) {
            numbers--;
        }
        if (numbers < sorted.length) {
            int nans = sorted.length - numbers;
            System.arraycopy(sorted, 0, sorted, nans, numbers);
            Arrays.fill(sorted, 0, nans, Double.NaN);
        }
        return sorted;
    }
}
