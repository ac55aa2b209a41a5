// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Histogram.ResetHint;
import dev.plinth.promql.model.IncompatibleBucketsException;
import org.jspecify.annotations.Nullable;

/** How fast counters and gauges change. */
final class RateFunctions {
    private static final double CLOSE = 1.1;

    private RateFunctions() {}

    static RangeFunction rate() {
        return (window, output) -> extrapolated(window, output, true, true);
    }

    static RangeFunction increase() {
        return (window, output) -> extrapolated(window, output, true, false);
    }

    static RangeFunction delta() {
        return (window, output) -> extrapolated(window, output, false, false);
    }

    static RangeFunction irate() {
        return (window, output) -> lastTwo(window, output, true);
    }

    static RangeFunction idelta() {
        return (window, output) -> lastTwo(window, output, false);
    }

    private static void extrapolated(RangeWindow w, RangeFunction.Output output, boolean counter, boolean perSecond) {
        if (w.size() > 0 && w.histograms() > 0) {
            w.annotations().mixedSamples(w.metric(), w.position());
            return;
        }
        if (w.histograms() > 1) {
            Histogram change = change(w, counter);
            if (change != null) {
                int last = w.histograms() - 1;
                double factor =
                        factor(w, w.histogramTime(0), w.histogramTime(last), last, Double.POSITIVE_INFINITY, perSecond);
                output.set(change.times(factor));
            }
        } else if (w.size() > 1) {
            int last = w.size() - 1;
            double change = w.value(last) - w.value(0);
            double toZero = Double.POSITIVE_INFINITY;
            if (counter) {
                change = w.fallenFrom(change);
                if (change > 0 && w.value(0) >= 0) {
                    toZero = (w.time(last) - w.time(0)) / 1000.0 * (w.value(0) / change);
                }
            }
            output.set(change * factor(w, w.time(0), w.time(last), last, toZero, perSecond));
        }
    }

    /**
     * By how much a change between samples is multiplied to be that of the whole range. Where a sample would be expected and there is
     * none, the series is taken to begin or end half an interval away; a counter does not begin before it was zero.
     */
    private static double factor(
            RangeWindow w, long first, long last, int intervals, double toZero, boolean perSecond) {
        double toStart = (first - (w.end() - w.range())) / 1000.0;
        double toEnd = (w.end() - last) / 1000.0;
        double sampled = (last - first) / 1000.0;
        double average = sampled / intervals;
        if (toStart >= average * CLOSE) {
            toStart = average / 2;
        }
        if (toZero < toStart) {
            toStart = toZero;
        }
        if (toEnd >= average * CLOSE) {
            toEnd = average / 2;
        }
        double factor = (sampled + toStart + toEnd) / sampled;
        return perSecond ? factor / (w.range() / 1000.0) : factor;
    }

    private static @Nullable Histogram change(RangeWindow w, boolean counter) {
        int count = w.histograms();
        Histogram first = w.histogram(0);
        Histogram last = w.histogram(count - 1);
        boolean gauges = true;
        for (int i = 0; i < count; i++) {
            boolean gauge = w.histogram(i).hint() == ResetHint.GAUGE;
            if (gauge && counter) {
                w.annotations().notCounter(w.metric(), w.position());
            }
            gauges &= gauge || (i > 0 && i < count - 1);
        }
        // the buckets of a first sample that a reset follows at once do not matter
        Histogram base =
                counter && w.histogram(1).isResetAfter(first) ? w.histogram(1).empty() : first;
        try {
            int schema = Math.min(base.schema(), last.schema());
            for (int i = 1; i < count - 1 && counter; i++) {
                if (w.histogram(i).isCustom() != base.isCustom()) {
                    throw new IncompatibleBucketsException(IncompatibleBucketsException.Reason.SCHEMAS);
                }
                schema = Math.min(schema, w.histogram(i).schema());
            }
            if (last.isCustom() != base.isCustom()) {
                throw new IncompatibleBucketsException(IncompatibleBucketsException.Reason.SCHEMAS);
            }
            Histogram change = last.toSchema(schema).minus(base);
            Histogram previous = base;
            for (int i = 1; i < count && counter; i++) {
                Histogram current = w.histogram(i);
                if (current.isResetAfter(previous)) {
                    change = change.plus(previous);
                }
                previous = current;
            }
            if (!counter && !gauges) {
                w.annotations().notGauge(w.metric(), w.position());
            }
            return change.withHint(ResetHint.GAUGE).compact();
        } catch (IncompatibleBucketsException e) {
            w.annotations().incompatible(e.reason(), w.metric(), w.position());
            return null;
        }
    }

    private static void lastTwo(RangeWindow w, RangeFunction.Output output, boolean rate) {
        int floats = w.size();
        int histograms = w.histograms();
        if (floats + histograms < 2) {
            return;
        }
        long lastFloat = floats > 0 ? w.time(floats - 1) : Long.MIN_VALUE;
        long lastHistogram = histograms > 0 ? w.histogramTime(histograms - 1) : Long.MIN_VALUE;
        if (lastFloat > lastHistogram && floats > 1 && w.time(floats - 2) >= lastHistogram) {
            floats(w, output, rate);
        } else if (lastHistogram > lastFloat && histograms > 1 && w.histogramTime(histograms - 2) >= lastFloat) {
            histograms(w, output, rate);
        } else {
            w.annotations().mixedSamples(w.metric(), w.position());
        }
    }

    private static void floats(RangeWindow w, RangeFunction.Output output, boolean rate) {
        int last = w.size() - 1;
        double value = w.value(last);
        double before = w.value(last - 1);
        double change = rate && value < before ? value : value - before;
        output.set(rate ? change / ((w.time(last) - w.time(last - 1)) / 1000.0) : change);
    }

    private static void histograms(RangeWindow w, RangeFunction.Output output, boolean rate) {
        int last = w.histograms() - 1;
        Histogram value = w.histogram(last);
        Histogram before = w.histogram(last - 1);
        boolean anyGauge = value.hint() == ResetHint.GAUGE || before.hint() == ResetHint.GAUGE;
        boolean bothGauges = value.hint() == ResetHint.GAUGE && before.hint() == ResetHint.GAUGE;
        if (rate && anyGauge) {
            w.annotations().notCounter(w.metric(), w.position());
        }
        if (!rate && !bothGauges) {
            w.annotations().notGauge(w.metric(), w.position());
        }
        try {
            Histogram change = rate && value.isResetAfter(before) ? value : value.minus(before);
            change = change.withHint(ResetHint.GAUGE).compact();
            double seconds = (w.histogramTime(last) - w.histogramTime(last - 1)) / 1000.0;
            output.set(rate ? change.dividedBy(seconds) : change);
        } catch (IncompatibleBucketsException e) {
            w.annotations().incompatible(e.reason(), w.metric(), w.position());
        }
    }
}
