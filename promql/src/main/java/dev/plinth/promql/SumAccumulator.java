// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.CompensatedSum;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.IncompatibleBucketsException;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.parser.Position;
import org.jspecify.annotations.Nullable;

/** Sums and averages, of floats or of histograms; not of both. */
final class SumAccumulator extends Accumulator {
    private static final byte FLOATS = 1;
    private static final byte HISTOGRAMS = 2;
    private static final byte INCOMPATIBLE = 4;

    private final boolean average;
    private final Position position;
    private final Annotations annotations;
    private final byte[] seen;
    private final int[] counts;
    private final @Nullable Average[] averages;
    private final double[] sums;
    private final double[] lost;
    private @Nullable Histogram @Nullable [] histograms;

    SumAccumulator(
            Labels labels, boolean dropName, int steps, boolean average, Position position, Annotations annotations) {
        super(labels, dropName);
        this.average = average;
        this.position = position;
        this.annotations = annotations;
        this.seen = new byte[steps];
        this.counts = average ? new int[steps] : new int[0];
        this.averages = average ? new Average[steps] : new Average[0];
        this.sums = average ? new double[0] : new double[steps];
        this.lost = average ? new double[0] : new double[steps];
    }

    @Override
    void add(Column column) {
        for (int step = 0; step < seen.length; step++) {
            if ((seen[step] & INCOMPATIBLE) != 0) {
                continue;
            }
            Histogram histogram = column.histogram(step);
            if (histogram != null) {
                add(step, histogram, column.labels());
            } else if (column.hasFloat(step)) {
                add(step, column.values()[step]);
            }
        }
    }

    private void add(int step, double value) {
        seen[step] |= FLOATS;
        if (average) {
            Average mean = averages[step];
            if (mean == null) {
                mean = new Average();
                averages[step] = mean;
            }
            mean.add(value);
        } else {
            double sum = sums[step];
            double next = sum + value;
            lost[step] = Double.isInfinite(next) ? 0 : lost[step] + CompensatedSum.error(sum, value, next);
            sums[step] = next;
        }
    }

    private void add(int step, Histogram histogram, Labels labels) {
        seen[step] |= HISTOGRAMS;
        @Nullable Histogram[] all = histograms;
        if (all == null) {
            all = new Histogram[seen.length];
            histograms = all;
        }
        Histogram before = all[step];
        if (average) {
            counts[step]++;
        }
        try {
            if (before == null) {
                all[step] = histogram;
            } else {
                all[step] = average ? Average.next(before, histogram, counts[step]) : before.plus(histogram);
            }
        } catch (IncompatibleBucketsException e) {
            annotations.incompatible(e.reason(), labels.metricName(), position);
            seen[step] |= INCOMPATIBLE;
        }
    }

    @Override
    Column result() {
        ColumnBuilder result = builder(seen.length);
        for (int step = 0; step < seen.length; step++) {
            boolean floats = (seen[step] & FLOATS) != 0;
            boolean ofHistograms = (seen[step] & HISTOGRAMS) != 0;
            if (floats && ofHistograms) {
                annotations.mixedSamplesInAggregation(position);
            } else if (floats) {
                result.set(step, value(step));
            } else if (ofHistograms && (seen[step] & INCOMPATIBLE) == 0 && histograms != null) {
                Histogram histogram = histograms[step];
                result.set(step, histogram == null ? null : histogram.compact());
            }
        }
        return result.build();
    }

    private double value(int step) {
        if (!average) {
            return sums[step] + lost[step];
        }
        Average mean = averages[step];
        return mean == null ? Double.NaN : mean.value();
    }
}
