// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.head;

import dev.plinth.promql.Samples;
import dev.plinth.promql.Series;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.column.Chunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A series with its recent samples: chunks, of which each is within one window, then those that are written into now, and what came too late for
 * its chunk. Any thread may read while one adds.
 */
public final class HeadSeries implements Series {
    private static final int CHUNK = 120;
    private static final int FIRST = 8;

    /** What became of a sample. */
    enum Outcome {
        ADDED,
        /** The series has a sample of this time, which stays. */
        REPEATED
    }

    final byte[] key;
    final long hash;
    private final Labels labels;
    private final long window;
    private final List<Chunk> chunks = new ArrayList<>(4);
    private long[] times = new long[FIRST];
    private double[] values = new double[FIRST];
    private @Nullable Histogram @Nullable [] histograms;
    private int size;
    private @Nullable TreeMap<Long, Point> late;

    HeadSeries(byte[] key, long hash, Labels labels, long window) {
        this.key = key;
        this.hash = hash;
        this.labels = labels;
        this.window = window;
    }

    @Override
    public Labels labels() {
        return labels;
    }

    synchronized Outcome add(long time, double value, @Nullable Histogram histogram) {
        if (size > 0 && time > times[size - 1]) {
            if (size == CHUNK || Math.floorDiv(time, window) != Math.floorDiv(times[0], window)) {
                seal();
            }
            put(size, time, value, histogram);
            return Outcome.ADDED;
        }
        if (size == 0 && (chunks.isEmpty() || time > chunks.getLast().last())) {
            put(0, time, value, histogram);
            return Outcome.ADDED;
        }
        boolean belongsToOpen = size > 0
                && size < CHUNK
                && (chunks.isEmpty() || time > chunks.getLast().last())
                && Math.floorDiv(time, window) == Math.floorDiv(times[0], window);
        return belongsToOpen ? insert(time, value, histogram) : addLate(time, value, histogram);
    }

    private Outcome insert(long time, double value, @Nullable Histogram histogram) {
        int found = Arrays.binarySearch(times, 0, size, time);
        if (found >= 0) {
            return Outcome.REPEATED;
        }
        put(-found - 1, time, value, histogram);
        return Outcome.ADDED;
    }

    private Outcome addLate(long time, double value, @Nullable Histogram histogram) {
        if (Arrays.binarySearch(times, 0, size, time) >= 0) {
            return Outcome.REPEATED;
        }
        for (Chunk chunk : chunks) {
            if (time >= chunk.first() && time <= chunk.last()) {
                Samples samples = chunk.samples();
                if (Arrays.binarySearch(samples.times(), 0, samples.size(), time) >= 0) {
                    return Outcome.REPEATED;
                }
            }
        }
        TreeMap<Long, Point> points = late;
        if (points == null) {
            points = new TreeMap<>();
            late = points;
        }
        return points.putIfAbsent(time, new Point(time, value, histogram)) == null ? Outcome.ADDED : Outcome.REPEATED;
    }

    private void put(int at, long time, double value, @Nullable Histogram histogram) {
        if (size == times.length) {
            int larger = Math.min(CHUNK, size * 2);
            times = Arrays.copyOf(times, larger);
            values = Arrays.copyOf(values, larger);
            histograms = histograms == null ? null : Arrays.copyOf(histograms, larger);
        }
        @Nullable Histogram[] all = histograms;
        if (all == null && histogram != null) {
            all = new Histogram[times.length];
            histograms = all;
        }
        System.arraycopy(times, at, times, at + 1, size - at);
        System.arraycopy(values, at, values, at + 1, size - at);
        times[at] = time;
        values[at] = value;
        if (all != null) {
            System.arraycopy(all, at, all, at + 1, size - at);
            all[at] = histogram;
        }
        size++;
    }

    private void seal() {
        chunks.add(Chunk.of(new Samples(times, values, histograms, size)));
        size = 0;
        histograms = null;
    }

    @Override
    public Samples samples() {
        return samples(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** At least the samples from one time to the other, both inclusive. */
    public synchronized Samples samples(long from, long to) {
        List<Samples> parts = new ArrayList<>();
        for (Chunk chunk : chunks) {
            if (chunk.last() >= from && chunk.first() <= to) {
                parts.add(chunk.samples());
            }
        }
        if (size > 0 && times[size - 1] >= from && times[0] <= to) {
            parts.add(new Samples(
                    Arrays.copyOf(times, size),
                    Arrays.copyOf(values, size),
                    histograms == null ? null : Arrays.copyOf(histograms, size),
                    size));
        }
        if (late != null) {
            Collection<Point> points = late.subMap(from, true, to, true).values();
            if (!points.isEmpty()) {
                parts.add(columns(points));
            }
        }
        return MergedSamples.of(parts);
    }

    private static Samples columns(Collection<Point> points) {
        long[] times = new long[points.size()];
        double[] values = new double[times.length];
        @Nullable Histogram[] histograms = new Histogram[times.length];
        int i = 0;
        for (Point point : points) {
            times[i] = point.time();
            values[i] = point.value();
            histograms[i++] = point.histogram();
        }
        boolean none = points.stream().allMatch(point -> point.histogram() == null);
        return new Samples(times, values, none ? null : histograms, times.length);
    }

    /** Whether there may be samples from one time to the other, both inclusive. */
    synchronized boolean isWithin(long from, long to) {
        long first = chunks.isEmpty() ? Long.MAX_VALUE : chunks.getFirst().first();
        long last = chunks.isEmpty() ? Long.MIN_VALUE : chunks.getLast().last();
        if (size > 0) {
            first = Math.min(first, times[0]);
            last = Math.max(last, times[size - 1]);
        }
        if (late != null && !late.isEmpty()) {
            first = Math.min(first, late.firstKey());
            last = Math.max(last, late.lastKey());
        }
        return first <= to && last >= from;
    }

    /** Forgets samples before the beginning of a window. */
    synchronized void dropBefore(long begin) {
        chunks.removeIf(chunk -> chunk.last() < begin);
        if (size > 0 && times[size - 1] < begin) {
            size = 0;
            histograms = null;
        }
        if (late != null) {
            late.headMap(begin, false).clear();
            late = late.isEmpty() ? null : late;
        }
    }

    synchronized boolean isEmpty() {
        return chunks.isEmpty() && size == 0 && late == null;
    }
}
