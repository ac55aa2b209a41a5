// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.column;

import dev.plinth.promql.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Samples of many series as bytes, of which each series can be read alone. Series that were scraped together have the same times, which
 * are there once. Reading is for one thread; what was read of the times is kept for the next series.
 *
 * <p>The bytes: format, number of series, number of columns of times; for each series the difference of its id to the one before, which
 * times are its own, and how many bytes its values have; for each column of times how many times and bytes it has; then the columns of times, then
 * those of values.
 */
public final class SampleBlock {
    private static final int FORMAT = 1;
    private static final int MAX_SERIES = 1 << 24;
    private static final int MAX_SAMPLES = 1 << 24;

    private final byte[] bytes;
    private final long[] ids;
    private final int[] timesOf;
    private final int[] valuesAt;
    private final int[] sizes;
    private final int[] timesAt;
    private final long[] @Nullable [] times;

    private SampleBlock(byte[] bytes, long[] ids, int[] timesOf, int[] valuesAt, int[] sizes, int[] timesAt) {
        this.bytes = bytes;
        this.ids = ids;
        this.timesOf = timesOf;
        this.valuesAt = valuesAt;
        this.sizes = sizes;
        this.timesAt = timesAt;
        this.times = new long[sizes.length][];
    }

    /** @throws CorruptColumnException when it is none */
    public static SampleBlock read(byte[] bytes) {
        Bytes in = new Bytes(bytes);
        int format = in.next(Byte.MAX_VALUE);
        if (format != FORMAT) {
            throw new CorruptColumnException("a block of format " + format + ", which only a newer Plinth reads");
        }
        int series = in.next(MAX_SERIES);
        int columns = in.next(series);
        long[] ids = new long[series];
        int[] timesOf = new int[series];
        int[] valuesAt = new int[series + 1];
        long id = 0;
        for (int i = 0; i < series; i++) {
            id += Rice.unfold(in.varint());
            ids[i] = id;
            timesOf[i] = in.next(columns - 1);
            valuesAt[i + 1] = in.next(bytes.length);
        }
        int[] sizes = new int[columns];
        int[] timesAt = new int[columns + 1];
        for (int i = 0; i < columns; i++) {
            sizes[i] = in.next(MAX_SAMPLES);
            timesAt[i + 1] = in.next(bytes.length);
        }
        addUp(timesAt, in.position, bytes.length);
        addUp(valuesAt, timesAt[columns], bytes.length);
        return new SampleBlock(bytes, ids, timesOf, valuesAt, sizes, timesAt);
    }

    private static void addUp(int[] lengths, int from, int end) {
        lengths[0] = from;
        for (int i = 1; i < lengths.length; i++) {
            if (lengths[i] > end - lengths[i - 1]) {
                throw new CorruptColumnException("a block ends too early");
            }
            lengths[i] += lengths[i - 1];
        }
    }

    /** How many series it has. */
    public int size() {
        return ids.length;
    }

    /** @param index of a series, from 0 */
    public long id(int index) {
        return ids[index];
    }

    /** @param index of a series, from 0 */
    public Samples samples(int index) {
        int column = timesOf[index];
        long[] known = times[column];
        if (known == null) {
            known = TimeColumn.read(bytes, timesAt[column], timesAt[column + 1] - timesAt[column], sizes[column]);
            times[column] = known;
        }
        return SampleColumn.read(bytes, valuesAt[index], valuesAt[index + 1] - valuesAt[index], known);
    }

    /** Makes a block. */
    public static final class Writer {
        private final List<Long> ids = new ArrayList<>();
        private final List<Integer> timesOf = new ArrayList<>();
        private final List<byte[]> values = new ArrayList<>();
        private final Map<Times, Integer> known = new HashMap<>();
        private final List<byte[]> times = new ArrayList<>();
        private final List<Integer> sizes = new ArrayList<>();
        private int bytes;

        /** Times as they are, compared as such. */
        private record Times(long[] times) {
            @Override
            public boolean equals(@Nullable Object other) {
                return other instanceof Times that && Arrays.equals(times, that.times);
            }

            @Override
            public int hashCode() {
                return Arrays.hashCode(times);
            }
        }

        /** @param samples one at least */
        public void add(long id, Samples samples) {
            Times key = new Times(Arrays.copyOf(samples.times(), samples.size()));
            Integer column = known.get(key);
            if (column == null) {
                column = times.size();
                known.put(key, column);
                byte[] written = TimeColumn.write(key.times, key.times.length);
                times.add(written);
                sizes.add(key.times.length);
                bytes += written.length + 4;
            }
            byte[] written = SampleColumn.write(samples);
            ids.add(id);
            timesOf.add(column);
            values.add(written);
            bytes += written.length + 4;
        }

        public boolean isEmpty() {
            return ids.isEmpty();
        }

        /** About how many bytes it will have. */
        public int bytes() {
            return bytes;
        }

        public byte[] toBytes() {
            BitWriter head = new BitWriter(ids.size() * 5);
            head.varint(FORMAT);
            head.varint(ids.size());
            head.varint(times.size());
            long before = 0;
            for (int i = 0; i < ids.size(); i++) {
                head.varint(Rice.fold(ids.get(i) - before));
                before = ids.get(i);
                head.varint(timesOf.get(i));
                head.varint(values.get(i).length);
            }
            for (int i = 0; i < times.size(); i++) {
                head.varint(sizes.get(i));
                head.varint(times.get(i).length);
            }
            List<byte[]> parts = new ArrayList<>();
            parts.add(head.toBytes());
            parts.addAll(times);
            parts.addAll(values);
            byte[] all = new byte[parts.stream().mapToInt(part -> part.length).sum()];
            int at = 0;
            for (byte[] part : parts) {
                System.arraycopy(part, 0, all, at, part.length);
                at += part.length;
            }
            return all;
        }
    }

    /** The head of a block, number by number. */
    private static final class Bytes {
        private final byte[] bytes;
        private int position;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                if (position == bytes.length) {
                    throw new CorruptColumnException("a block ends too early");
                }
                byte group = bytes[position++];
                value |= (group & 0x7fL) << shift;
                if (group >= 0) {
                    return value;
                }
            }
            throw new CorruptColumnException("a number is too long");
        }

        int next(int max) {
            long value = varint();
            if (value < 0 || value > max) {
                throw new CorruptColumnException(value + " where at most " + max + " is possible");
            }
            return (int) value;
        }
    }
}
