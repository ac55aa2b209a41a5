// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.operation;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Histogram.ResetHint;
import dev.plinth.promql.model.Histogram.Span;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * How many took how long, in the buckets of Prometheus's native histograms with schema 3: each ends at the eighth root of two times the one
 * before, one of them at a second. So a quantile is off by 9 % at most.
 */
public final class Durations {
    private static final int SCHEMA = 3;
    private static final int PER_OCTAVE = 1 << SCHEMA;
    private static final double NANOS = 1e9;

    private long[] counts = {};
    /** The bucket of the first count. */
    private int first;

    public void add(long nanos) {
        add(bucket(nanos), 1);
    }

    public void add(Durations other) {
        for (int i = 0; i < other.counts.length; i++) {
            if (other.counts[i] > 0) {
                add(other.first + i, other.counts[i]);
            }
        }
    }

    private void add(int bucket, long count) {
        if (counts.length == 0) {
            counts = new long[1];
            first = bucket;
        } else if (bucket < first) {
            long[] wider = new long[counts.length + first - bucket];
            System.arraycopy(counts, 0, wider, first - bucket, counts.length);
            counts = wider;
            first = bucket;
        } else if (bucket - first >= counts.length) {
            counts = Arrays.copyOf(counts, bucket - first + 1);
        }
        counts[bucket - first] += count;
    }

    private static int bucket(long nanos) {
        return (int) Math.ceil(Math.log(Math.max(1, nanos) / NANOS) / Math.log(2) * PER_OCTAVE);
    }

    public long count() {
        return Arrays.stream(counts).sum();
    }

    /**
     * The time within which that share was done, in nanoseconds.
     *
     * @param share 0 to 1
     * @return NaN when nothing was counted
     */
    public double quantile(double share) {
        double rank = share * count();
        double below = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0 && below + counts[i] >= rank) {
                double part = (rank - below) / counts[i];
                return NANOS * Math.pow(2, (first + i - 1 + part) / PER_OCTAVE);
            }
            below += counts[i];
        }
        return Double.NaN;
    }

    /** In seconds, as Prometheus has it. */
    Histogram histogram(double sum) {
        double[] all = new double[counts.length];
        Arrays.setAll(all, i -> (double) counts[i]);
        List<Span> spans = all.length == 0 ? List.of() : List.of(new Span(first, all.length));
        return Histogram.exponential(
                ResetHint.UNKNOWN, SCHEMA, 0, 0, (double) count(), sum, spans, all, List.of(), new double[0]);
    }

    /** The first bucket and then the counts, as varints; the first is zigzag. */
    byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(counts.length + 2);
        write(out, ((long) first << 1) ^ (first >> 31));
        for (long count : counts) {
            write(out, count);
        }
        return out.toByteArray();
    }

    static Durations decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Durations durations = new Durations();
        long first = read(in);
        durations.first = (int) ((first >>> 1) ^ -(first & 1));
        long[] counts = new long[in.remaining()];
        int length = 0;
        while (in.hasRemaining()) {
            counts[length++] = read(in);
        }
        durations.counts = Arrays.copyOf(counts, length);
        return durations;
    }

    private static void write(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static long read(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
