// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Samples of a series as columns, of which the first {@code size} entries count. The arrays are read, never changed.
 *
 * @param times in milliseconds, strictly ascending
 * @param values the values of float samples; markers of staleness included
 * @param histograms null when all samples are floats; else each entry is null for a float
 */
public record Samples(
        long[] times, double[] values, @Nullable Histogram @Nullable [] histograms, int size) {
    public static final Samples NONE = new Samples(new long[0], new double[0], null, 0);

    @Nullable
    Histogram histogram(int index) {
        return histograms == null ? null : histograms[index];
    }
}
