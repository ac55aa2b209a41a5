// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.column;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Histogram.ResetHint;
import dev.plinth.promql.model.Histogram.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Native histograms. As long as they have the same buckets, the count of each bucket is a column of values. */
final class HistogramColumn {
    private static final int SCHEMA_OFFSET = 64;
    private static final int SCHEMA_BITS = 7;
    private static final int HINT_BITS = 2;
    private static final int MAX_BUCKETS = 1 << 20;
    private static final int COUNT = 0;
    private static final int ZERO_COUNT = 1;
    private static final int SUM = 2;
    private static final int FIRST_BUCKET = 3;

    private HistogramColumn() {}

    static void write(BitWriter out, Histogram[] histograms) {
        int from = 0;
        while (from < histograms.length) {
            Layout layout = Layout.of(histograms[from]);
            int to = from + 1;
            while (to < histograms.length && Layout.of(histograms[to]).equals(layout)) {
                to++;
            }
            out.varint(to - from);
            layout.write(out);
            writeAlike(out, Arrays.copyOfRange(histograms, from, to));
            from = to;
        }
    }

    private static void writeAlike(BitWriter out, Histogram[] histograms) {
        List<double[]> counts = new ArrayList<>(histograms.length);
        for (Histogram each : histograms) {
            out.bits(number(each.hint()), HINT_BITS);
            counts.add(numbers(each));
        }
        double[] column = new double[histograms.length];
        for (int track = 0; track < counts.getFirst().length; track++) {
            for (int i = 0; i < column.length; i++) {
                column[i] = counts.get(i)[track];
            }
            ValueColumn.write(out, column, column.length);
        }
    }

    private static double[] numbers(Histogram histogram) {
        double[] positive = histogram.positiveCounts();
        double[] negative = histogram.negativeCounts();
        double[] numbers = new double[FIRST_BUCKET + positive.length + negative.length];
        numbers[COUNT] = histogram.count();
        numbers[ZERO_COUNT] = histogram.zeroCount();
        numbers[SUM] = histogram.sum();
        System.arraycopy(positive, 0, numbers, FIRST_BUCKET, positive.length);
        System.arraycopy(negative, 0, numbers, FIRST_BUCKET + positive.length, negative.length);
        return numbers;
    }

    static Histogram[] read(BitReader in, int size) {
        Histogram[] histograms = new Histogram[size];
        int from = 0;
        while (from < size) {
            int alike = in.varintAtMost(size - from);
            if (alike == 0) {
                throw new CorruptColumnException("a run of no histograms");
            }
            Layout layout = Layout.read(in);
            ResetHint[] hints = new ResetHint[alike];
            for (int i = 0; i < alike; i++) {
                hints[i] = hint((int) in.bits(HINT_BITS));
            }
            double[][] tracks = new double[FIRST_BUCKET + layout.buckets()][];
            for (int track = 0; track < tracks.length; track++) {
                tracks[track] = ValueColumn.read(in, alike);
            }
            for (int i = 0; i < alike; i++) {
                histograms[from + i] = layout.histogram(hints[i], tracks, i);
            }
            from += alike;
        }
        return histograms;
    }

    private static int number(ResetHint hint) {
        return switch (hint) {
            case UNKNOWN -> 0;
            case RESET -> 1;
            case NOT_RESET -> 2;
            case GAUGE -> 3;
        };
    }

    private static ResetHint hint(int number) {
        return switch (number) {
            case 0 -> ResetHint.UNKNOWN;
            case 1 -> ResetHint.RESET;
            case 2 -> ResetHint.NOT_RESET;
            default -> ResetHint.GAUGE;
        };
    }

    /** Which buckets there are. Counts of buckets are not part of it. */
    private record Layout(
            int schema, double zeroThreshold, List<Span> positive, List<Span> negative, List<Double> bounds) {
        static Layout of(Histogram histogram) {
            List<Double> bounds = new ArrayList<>();
            for (double bound : histogram.bounds()) {
                bounds.add(bound);
            }
            return new Layout(
                    histogram.schema(),
                    histogram.zeroThreshold(),
                    histogram.positiveSpans(),
                    histogram.negativeSpans(),
                    bounds);
        }

        int buckets() {
            return length(positive) + length(negative);
        }

        private static int length(List<Span> spans) {
            return spans.stream().mapToInt(Span::length).sum();
        }

        void write(BitWriter out) {
            out.bits(schema + SCHEMA_OFFSET, SCHEMA_BITS);
            if (schema == Histogram.CUSTOM_BUCKETS) {
                out.varint(bounds.size());
                bounds.forEach(bound -> out.bits(Double.doubleToRawLongBits(bound), Long.SIZE));
            } else {
                out.bits(Double.doubleToRawLongBits(zeroThreshold), Long.SIZE);
                write(out, negative);
            }
            write(out, positive);
        }

        private static void write(BitWriter out, List<Span> spans) {
            out.varint(spans.size());
            for (Span span : spans) {
                out.varint(Rice.fold(span.offset()));
                out.varint(span.length());
            }
        }

        static Layout read(BitReader in) {
            int schema = (int) in.bits(SCHEMA_BITS) - SCHEMA_OFFSET;
            List<Double> bounds = new ArrayList<>();
            double zeroThreshold = 0;
            List<Span> negative = List.of();
            if (schema == Histogram.CUSTOM_BUCKETS) {
                int count = in.varintAtMost(MAX_BUCKETS);
                for (int i = 0; i < count; i++) {
                    bounds.add(Double.longBitsToDouble(in.bits(Long.SIZE)));
                }
            } else {
                zeroThreshold = Double.longBitsToDouble(in.bits(Long.SIZE));
                negative = spans(in);
            }
            return new Layout(schema, zeroThreshold, spans(in), negative, bounds);
        }

        private static List<Span> spans(BitReader in) {
            int count = in.varintAtMost(MAX_BUCKETS);
            List<Span> spans = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                spans.add(new Span((int) Rice.unfold(in.varint()), in.varintAtMost(MAX_BUCKETS)));
            }
            return spans;
        }

        Histogram histogram(ResetHint hint, double[][] tracks, int at) {
            double[] counts = new double[length(positive)];
            for (int i = 0; i < counts.length; i++) {
                counts[i] = tracks[FIRST_BUCKET + i][at];
            }
            if (schema == Histogram.CUSTOM_BUCKETS) {
                double[] upper =
                        bounds.stream().mapToDouble(Double::doubleValue).toArray();
                return Histogram.custom(hint, tracks[COUNT][at], tracks[SUM][at], upper, positive, counts);
            }
            double[] below = new double[length(negative)];
            for (int i = 0; i < below.length; i++) {
                below[i] = tracks[FIRST_BUCKET + counts.length + i][at];
            }
            return Histogram.exponential(
                    hint,
                    schema,
                    zeroThreshold,
                    tracks[ZERO_COUNT][at],
                    tracks[COUNT][at],
                    tracks[SUM][at],
                    positive,
                    counts,
                    negative,
                    below);
        }
    }
}
