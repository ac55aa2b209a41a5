// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Histogram.ResetHint;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Stale;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The samples of a series that a range function looks at: floats and histograms apart, without markers of staleness. */
final class RangeSeries {
    private static final long[] NO_TIMES = {};
    private static final double[] NO_VALUES = {};
    private static final Histogram[] NO_HISTOGRAMS = {};

    final Labels labels;
    final boolean dropName;
    final long[] times;
    final double[] values;
    final int size;
    final long[] histogramTimes;
    final Histogram[] histograms;
    private int @Nullable [] drops;

    private RangeSeries(
            Labels labels,
            boolean dropName,
            long[] times,
            double[] values,
            int size,
            long[] histogramTimes,
            Histogram[] histograms) {
        this.labels = labels;
        this.dropName = dropName;
        this.times = times;
        this.values = values;
        this.size = size;
        this.histogramTimes = histogramTimes;
        this.histograms = histograms;
    }

    static RangeSeries of(Series series) {
        return of(series.labels(), false, series.samples());
    }

    /** @param dropName as a column has it */
    static RangeSeries of(Labels labels, boolean dropName, Samples samples) {
        int floats = 0;
        int histograms = 0;
        for (int i = 0; i < samples.size(); i++) {
            Histogram histogram = samples.histogram(i);
            if (histogram != null) {
                histograms += histogram.isStale() ? 0 : 1;
            } else if (!Stale.is(samples.values()[i])) {
                floats++;
            }
        }
        if (floats == samples.size()) {
            return new RangeSeries(
                    labels, dropName, samples.times(), samples.values(), floats, NO_TIMES, NO_HISTOGRAMS);
        }
        long[] times = floats == 0 ? NO_TIMES : new long[floats];
        double[] values = floats == 0 ? NO_VALUES : new double[floats];
        long[] histogramTimes = new long[histograms];
        Histogram[] all = new Histogram[histograms];
        int f = 0;
        int h = 0;
        for (int i = 0; i < samples.size(); i++) {
            Histogram histogram = samples.histogram(i);
            if (histogram == null && !Stale.is(samples.values()[i])) {
                times[f] = samples.times()[i];
                values[f++] = samples.values()[i];
            } else if (histogram != null && !histogram.isStale()) {
                histogramTimes[h] = samples.times()[i];
                all[h++] = histogram;
            }
        }
        return new RangeSeries(labels, dropName, times, values, floats, histogramTimes, all);
    }

    /** What a subquery gave for a series. Of resets its histograms know nothing, as not all samples may be there. */
    static RangeSeries of(Column column, Steps steps) {
        int size = 0;
        long[] times = new long[column.steps()];
        double[] values = new double[column.steps()];
        @Nullable Histogram[] histograms = column.histograms() == null ? null : new Histogram[column.steps()];
        for (int step = 0; step < column.steps(); step++) {
            if (column.has(step)) {
                times[size] = steps.time(step);
                values[size] = column.values()[step];
                Histogram histogram = column.histogram(step);
                if (histograms != null && histogram != null) {
                    boolean gauge = histogram.hint() == ResetHint.GAUGE;
                    histograms[size] = gauge ? histogram : histogram.withHint(ResetHint.UNKNOWN);
                }
                size++;
            }
        }
        return of(column.labels(), column.dropName(), new Samples(times, values, histograms, size));
    }

    /** How many samples it has, each histogram counted as many. */
    long weight() {
        long weight = size;
        for (Histogram histogram : histograms) {
            weight += histogram.weight();
        }
        return weight;
    }

    /** Where values are less than those before them. */
    int[] drops() {
        int[] found = drops;
        if (found == null) {
            found = new int[size];
            int count = 0;
            for (int i = 1; i < size; i++) {
                if (values[i] < values[i - 1]) {
                    found[count++] = i;
                }
            }
            found = Arrays.copyOf(found, count);
            drops = found;
        }
        return found;
    }
}
