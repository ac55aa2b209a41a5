// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.CompensatedSum;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.IncompatibleBucketsException;
import org.jspecify.annotations.Nullable;

/** What is said of all samples of a range: their sum, their average, their highest. */
final class OverTimeFunctions {
    private OverTimeFunctions() {}

    static RangeFunction sum() {
        return (window, output) ->
                ofOneKind(window, output, OverTimeFunctions::sum, OverTimeFunctions::sumOfHistograms);
    }

    static RangeFunction average() {
        return (window, output) ->
                ofOneKind(window, output, OverTimeFunctions::average, OverTimeFunctions::averageOfHistograms);
    }

    /** Makes a sample of either kind. */
    private interface OfFloats {
        double apply(RangeWindow window);
    }

    /** Makes a sample of either kind. */
    private interface OfHistograms {
        Histogram apply(RangeWindow window);
    }

    private static void ofOneKind(
            RangeWindow w, RangeFunction.Output output, OfFloats ofFloats, OfHistograms ofHistograms) {
        if (w.size() > 0 && w.histograms() > 0) {
            w.annotations().mixedSamples(w.metric(), w.position());
        } else if (w.size() > 0) {
            output.set(ofFloats.apply(w));
        } else {
            try {
                output.set(ofHistograms.apply(w));
            } catch (IncompatibleBucketsException e) {
                w.annotations().incompatible(e.reason(), w.metric(), w.position());
            }
        }
    }

    private static double sum(RangeWindow w) {
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; i < w.size(); i++) {
            sum.add(w.value(i));
        }
        return sum.exact();
    }

    private static Histogram sumOfHistograms(RangeWindow w) {
        Histogram sum = w.histogram(0);
        for (int i = 1; i < w.histograms(); i++) {
            sum = sum.plus(w.histogram(i));
        }
        return sum;
    }

    private static double average(RangeWindow w) {
        Average average = new Average();
        for (int i = 0; i < w.size(); i++) {
            average.add(w.value(i));
        }
        return average.value();
    }

    private static Histogram averageOfHistograms(RangeWindow w) {
        Histogram mean = w.histogram(0);
        for (int i = 1; i < w.histograms(); i++) {
            mean = Average.next(mean, w.histogram(i), i + 1);
        }
        return mean;
    }

    static RangeFunction count() {
        return RangeFunction.of(w -> w.size() + w.histograms());
    }

    static RangeFunction present() {
        return RangeFunction.of(w -> 1);
    }

    static RangeFunction last() {
        return (w, output) -> {
            int floats = w.size();
            int histograms = w.histograms();
            boolean isFloat = histograms == 0 || (floats > 0 && w.histogramTime(histograms - 1) < w.time(floats - 1));
            if (isFloat) {
                output.set(w.value(floats - 1));
            } else {
                output.set(w.histogram(histograms - 1));
            }
        };
    }

    static RangeFunction timeOfLast() {
        return RangeFunction.of(w -> {
            long ofFloat = w.size() > 0 ? w.time(w.size() - 1) : 0;
            long ofHistogram = w.histograms() > 0 ? w.histogramTime(w.histograms() - 1) : 0;
            return Math.max(ofFloat, ofHistogram) / 1000.0;
        });
    }

    static RangeFunction max() {
        return RangeFunction.ofFloats(w -> {
            double max = w.value(0);
            for (int i = 1; i < w.size(); i++) {
                if (w.value(i) > max || Double.isNaN(max)) {
                    max = w.value(i);
                }
            }
            return max;
        });
    }

    static RangeFunction min() {
        return RangeFunction.ofFloats(w -> {
            double min = w.value(0);
            for (int i = 1; i < w.size(); i++) {
                if (w.value(i) < min || Double.isNaN(min)) {
                    min = w.value(i);
                }
            }
            return min;
        });
    }

    static RangeFunction timeOfMax() {
        return RangeFunction.ofFloats(w -> {
            int max = 0;
            for (int i = 0; i < w.size(); i++) {
                if (w.value(i) >= w.value(max) || Double.isNaN(w.value(max))) {
                    max = i;
                }
            }
            return w.time(max) / 1000.0;
        });
    }

    static RangeFunction timeOfMin() {
        return RangeFunction.ofFloats(w -> {
            int min = 0;
            for (int i = 0; i < w.size(); i++) {
                if (w.value(i) <= w.value(min) || Double.isNaN(w.value(min))) {
                    min = i;
                }
            }
            return w.time(min) / 1000.0;
        });
    }

    static RangeFunction variance(boolean root) {
        return RangeFunction.ofFloats(w -> {
            CompensatedSum mean = new CompensatedSum();
            CompensatedSum squares = new CompensatedSum();
            for (int i = 0; i < w.size(); i++) {
                double delta = w.value(i) - mean.exact();
                mean.add(delta / (i + 1));
                squares.add(delta * (w.value(i) - mean.exact()));
            }
            double variance = squares.exact() / w.size();
            return root ? Math.sqrt(variance) : variance;
        });
    }

    static RangeFunction quantile() {
        return (w, output) -> {
            if (w.size() > 0) {
                double q = w.argument(0);
                Quantiles.check(q, w.annotations(), w.position());
                if (w.histograms() > 0) {
                    w.annotations().histogramIgnoredInRange(w.metric(), w.position());
                }
                output.set(Quantiles.of(q, values(w)));
            }
        };
    }

    private static double[] values(RangeWindow w) {
        double[] values = new double[w.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = w.value(i);
        }
        return values;
    }

    /** The median of how far values are from their median. */
    static RangeFunction medianDeviation() {
        return RangeFunction.ofFloats(w -> {
            double[] values = values(w);
            double median = Quantiles.of(0.5, values);
            for (int i = 0; i < values.length; i++) {
                values[i] = Math.abs(values[i] - median);
            }
            return Quantiles.of(0.5, values);
        });
    }

    static RangeFunction changes() {
        return counted(
                (before, now) -> before != now && !(Double.isNaN(before) && Double.isNaN(now)),
                (before, now) -> !now.sameAs(before));
    }

    static RangeFunction resets() {
        return counted((before, now) -> now < before, (before, now) -> now.isResetAfter(before));
    }

    /** Whether two successive floats count. */
    private interface FloatPair {
        boolean counts(double before, double now);
    }

    /** Whether two successive histograms count. */
    private interface HistogramPair {
        boolean counts(Histogram before, Histogram now);
    }

    /** How many samples differ in this way from the one before; one of another kind always does. */
    private static RangeFunction counted(FloatPair floats, HistogramPair histograms) {
        return RangeFunction.of(w -> {
            int count = 0;
            int f = 0;
            int h = 0;
            double value = 0;
            Histogram histogram = null;
            while (f < w.size() || h < w.histograms()) {
                boolean first = f + h == 0;
                boolean isFloat = h == w.histograms() || (f < w.size() && w.time(f) < w.histogramTime(h));
                if (isFloat) {
                    double next = w.value(f++);
                    count += !first && (histogram != null || floats.counts(value, next)) ? 1 : 0;
                    value = next;
                    histogram = null;
                } else {
                    Histogram next = w.histogram(h++);
                    count += !first && counts(histograms, histogram, next) ? 1 : 0;
                    histogram = next;
                }
            }
            return count;
        });
    }

    private static boolean counts(HistogramPair pair, @Nullable Histogram before, Histogram now) {
        return before == null || pair.counts(before, now);
    }
}
