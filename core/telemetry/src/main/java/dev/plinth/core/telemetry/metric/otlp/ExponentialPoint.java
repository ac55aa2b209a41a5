// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Histogram.ResetHint;
import dev.plinth.promql.model.Histogram.Span;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint.Buckets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Exponential histograms as native ones. A bucket with the same bounds has a number that is higher by one there, as it is numbered by its upper bound.
 */
final class ExponentialPoint {
    private static final int MIN_SCALE = -4;
    private static final int MAX_SCALE = 8;
    /** Prometheus' own, for senders that name none. */
    private static final double ZERO_THRESHOLD = 1e-128;

    private ExponentialPoint() {}

    /** Buckets that are not empty. */
    private record Side(List<Span> spans, double[] counts) {}

    static Histogram histogram(ExponentialHistogramDataPoint point) throws UnfitException {
        int scale = point.getScale();
        if (scale < MIN_SCALE) {
            throw new UnfitException("has the scale " + scale + " (expected: at least " + MIN_SCALE + ")");
        }
        if (Numbers.isEnded(point.getFlags())) {
            return Histogram.stale();
        }
        // a shift by more than 63 would begin at 0 again
        int levels = Math.min(Math.max(0, scale - MAX_SCALE), Integer.SIZE);
        Side positive = side(point.getPositive(), levels);
        Side negative = side(point.getNegative(), levels);
        return Histogram.exponential(
                ResetHint.UNKNOWN,
                Math.min(scale, MAX_SCALE),
                point.getZeroThreshold() > 0 ? point.getZeroThreshold() : ZERO_THRESHOLD,
                Numbers.unsigned(point.getZeroCount()),
                Numbers.unsigned(point.getCount()),
                Numbers.value(point.getSum(), 0),
                positive.spans,
                positive.counts,
                negative.spans,
                negative.counts);
    }

    /** @param levels how often two neighbours become one bucket */
    private static Side side(Buckets buckets, int levels) throws UnfitException {
        int size = buckets.getBucketCountsCount();
        int[] numbers = new int[size];
        double[] counts = new double[size];
        int n = 0;
        for (int i = 0; i < size; i++) {
            double count = Numbers.unsigned(buckets.getBucketCounts(i));
            if (count == 0) {
                continue;
            }
            long number = (((long) buckets.getOffset() + i) >> levels) + 1;
            if (number > Integer.MAX_VALUE) {
                throw new UnfitException("has buckets that end at number " + (number - 1) + " (expected: less than "
                        + Integer.MAX_VALUE + ")");
            }
            if (n > 0 && numbers[n - 1] == number) {
                counts[n - 1] += count;
            } else {
                numbers[n] = (int) number;
                counts[n++] = count;
            }
        }
        return new Side(spans(Arrays.copyOf(numbers, n)), Arrays.copyOf(counts, n));
    }

    private static List<Span> spans(int[] numbers) {
        List<Span> spans = new ArrayList<>();
        int begin = 0;
        int end = 0;
        for (int i = 1; i <= numbers.length; i++) {
            if (i == numbers.length || numbers[i] != numbers[i - 1] + 1) {
                spans.add(new Span(numbers[begin] - end, i - begin));
                end = numbers[i - 1] + 1;
                begin = i;
            }
        }
        return spans;
    }
}
