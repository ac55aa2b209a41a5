// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.parser.Position;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The samples of one series that a range function gets for one step. It slides over the series from step to step. */
final class RangeWindow {
    private final RangeSeries series;
    private final Window window;
    private final double[][] arguments;
    private final Position position;
    private final Evaluation evaluation;
    private int step;
    private long time;
    private long end;
    private int from;
    private int to;
    private int histogramsFrom;
    private int histogramsTo;

    /** @param position that of the range vector in the query */
    RangeWindow(RangeSeries series, Window window, double[][] arguments, Position position, Evaluation evaluation) {
        this.series = series;
        this.window = window;
        this.arguments = arguments;
        this.position = position;
        this.evaluation = evaluation;
    }

    /** Slides on to the samples of a later step. */
    void slideTo(int laterStep, long stepTime) {
        step = laterStep;
        time = stepTime;
        end = window.end(stepTime);
        long begin = end - window.range();
        while (to < series.size && series.times[to] <= end) {
            to++;
        }
        while (from < to && series.times[from] <= begin) {
            from++;
        }
        while (histogramsTo < series.histograms.length && series.histogramTimes[histogramsTo] <= end) {
            histogramsTo++;
        }
        while (histogramsFrom < histogramsTo && series.histogramTimes[histogramsFrom] <= begin) {
            histogramsFrom++;
        }
    }

    boolean isEmpty() {
        return from == to && histogramsFrom == histogramsTo;
    }

    /** How many float samples there are. */
    int size() {
        return to - from;
    }

    double value(int index) {
        return series.values[from + index];
    }

    long time(int index) {
        return series.times[from + index];
    }

    int histograms() {
        return histogramsTo - histogramsFrom;
    }

    Histogram histogram(int index) {
        return series.histograms[histogramsFrom + index];
    }

    long histogramTime(int index) {
        return series.histogramTimes[histogramsFrom + index];
    }

    /** The sum of the values from which the counter fell within the window. */
    double fallenFrom(double sum) {
        double total = sum;
        int[] drops = series.drops();
        int next = Arrays.binarySearch(drops, from + 1);
        for (int i = next < 0 ? -next - 1 : next; i < drops.length && drops[i] < to; i++) {
            total += series.values[drops[i] - 1];
        }
        return total;
    }

    /** All samples in the order of time. */
    Samples samples() {
        int count = size() + histograms();
        long[] times = new long[count];
        double[] values = new double[count];
        @Nullable Histogram[] all = histograms() == 0 ? null : new Histogram[count];
        int f = 0;
        int h = 0;
        for (int i = 0; i < count; i++) {
            boolean isFloat = h == histograms() || (f < size() && time(f) < histogramTime(h));
            times[i] = isFloat ? time(f) : histogramTime(h);
            if (isFloat) {
                values[i] = value(f++);
            } else if (all != null) {
                all[i] = histogram(h++);
            }
        }
        return new Samples(times, values, all, count);
    }

    /** A scalar argument of the function. */
    double argument(int index) {
        return arguments[index][step];
    }

    /** The time that the step is evaluated for. */
    long evaluationTime() {
        return time;
    }

    long end() {
        return end;
    }

    long range() {
        return window.range();
    }

    String metric() {
        return series.labels.metricName();
    }

    Position position() {
        return position;
    }

    Annotations annotations() {
        return evaluation.annotations();
    }
}
