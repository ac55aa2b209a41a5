// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Stale;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an expression gives for one series, at all steps. A step without a sample has the marker of staleness as its value: samples
 * never have that, because what is stale is not selected. Whoever is given a column may change its arrays.
 *
 * @param dropName whether the name of the metric is to be removed at the end of the query
 * @param histograms null when all samples are floats
 */
record Column(
        Labels labels,
        boolean dropName,
        double[] values,
        @Nullable Histogram @Nullable [] histograms) {
    /** No sample at any step. */
    static double[] nothing(int steps) {
        double[] values = new double[steps];
        Arrays.fill(values, Stale.MARKER);
        return values;
    }

    static Column of(Labels labels, boolean dropName, double[] values) {
        return new Column(labels, dropName, values, null);
    }

    int steps() {
        return values.length;
    }

    boolean has(int step) {
        return hasFloat(step) || histogram(step) != null;
    }

    boolean hasFloat(int step) {
        return !Stale.is(values[step]);
    }

    @Nullable
    Histogram histogram(int step) {
        return histograms == null ? null : histograms[step];
    }

    boolean isEmpty() {
        for (int step = 0; step < values.length; step++) {
            if (has(step)) {
                return false;
            }
        }
        return true;
    }

    /** How many samples it has, each histogram counted as many. */
    long weight() {
        long weight = 0;
        for (int step = 0; step < values.length; step++) {
            Histogram histogram = histogram(step);
            weight += histogram != null ? histogram.weight() : hasFloat(step) ? 1 : 0;
        }
        return weight;
    }

    Column withLabels(Labels changed) {
        return new Column(changed, dropName, values, histograms);
    }

    Column withLabels(Labels changed, boolean changedDropName) {
        return new Column(changed, changedDropName, values, histograms);
    }

    void remove(int step) {
        values[step] = Stale.MARKER;
        if (histograms != null) {
            histograms[step] = null;
        }
    }

    /** The one sample of the first step at so many steps. */
    Column repeated(int steps) {
        double[] repeated = new double[steps];
        Arrays.fill(repeated, values[0]);
        Histogram histogram = histogram(0);
        if (histogram == null) {
            return of(labels, dropName, repeated);
        }
        @Nullable Histogram[] all = new Histogram[steps];
        Arrays.fill(all, histogram);
        return new Column(labels, dropName, repeated, all);
    }
}
