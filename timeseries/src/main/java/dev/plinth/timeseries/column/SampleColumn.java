// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.column;

import dev.plinth.promql.Samples;
import dev.plinth.promql.model.Histogram;
import org.jspecify.annotations.Nullable;

/** What the samples of a series are, without their times: numbers, histograms, or some of both. */
final class SampleColumn {
    private static final int NUMBERS = 0;
    private static final int HISTOGRAMS = 1;
    private static final int BOTH = 2;
    private static final int KIND_BITS = 2;

    private SampleColumn() {}

    static byte[] write(Samples samples) {
        int size = samples.size();
        @Nullable Histogram @Nullable [] histograms = samples.histograms();
        int count = 0;
        for (int i = 0; histograms != null && i < size; i++) {
            count += histograms[i] == null ? 0 : 1;
        }
        BitWriter out = new BitWriter(8 + size * 2);
        if (histograms == null || count == 0) {
            out.bits(NUMBERS, KIND_BITS);
            ValueColumn.write(out, samples.values(), size);
            return out.toBytes();
        }
        out.bits(count == size ? HISTOGRAMS : BOTH, KIND_BITS);
        Histogram[] some = new Histogram[count];
        double[] numbers = new double[size - count];
        int nextHistogram = 0;
        int nextNumber = 0;
        for (int i = 0; i < size; i++) {
            Histogram histogram = histograms[i];
            if (count < size) {
                out.bit(histogram != null);
            }
            if (histogram == null) {
                numbers[nextNumber++] = samples.values()[i];
            } else {
                some[nextHistogram++] = histogram;
            }
        }
        HistogramColumn.write(out, some);
        if (numbers.length > 0) {
            ValueColumn.write(out, numbers, numbers.length);
        }
        return out.toBytes();
    }

    static Samples read(byte[] bytes, int from, int length, long[] times) {
        BitReader in = new BitReader(bytes, from, length);
        int size = times.length;
        int kind = (int) in.bits(KIND_BITS);
        return switch (kind) {
            case NUMBERS -> new Samples(times, ValueColumn.read(in, size), null, size);
            case HISTOGRAMS -> new Samples(times, new double[size], HistogramColumn.read(in, size), size);
            case BOTH -> both(in, times);
            default -> throw new CorruptColumnException("samples are of no kind: " + kind);
        };
    }

    private static Samples both(BitReader in, long[] times) {
        int size = times.length;
        boolean[] isHistogram = new boolean[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            isHistogram[i] = in.bit();
            count += isHistogram[i] ? 1 : 0;
        }
        Histogram[] some = HistogramColumn.read(in, count);
        double[] numbers = count == size ? new double[0] : ValueColumn.read(in, size - count);
        @Nullable Histogram[] histograms = new Histogram[size];
        double[] values = new double[size];
        int nextHistogram = 0;
        int nextNumber = 0;
        for (int i = 0; i < size; i++) {
            if (isHistogram[i]) {
                histograms[i] = some[nextHistogram++];
            } else {
                values[i] = numbers[nextNumber++];
            }
        }
        return new Samples(times, values, histograms, size);
    }
}
