// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.column;

import dev.plinth.promql.Samples;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Samples of one series as bytes. */
public final class Chunk {
    private final long first;
    private final long last;
    private final int size;
    private final int valuesAt;
    private final byte[] bytes;

    private Chunk(long first, long last, int size, int valuesAt, byte[] bytes) {
        this.first = first;
        this.last = last;
        this.size = size;
        this.valuesAt = valuesAt;
        this.bytes = bytes;
    }

    /** @param samples one at least */
    public static Chunk of(Samples samples) {
        byte[] times = TimeColumn.write(samples.times(), samples.size());
        byte[] values = SampleColumn.write(samples);
        byte[] bytes = new byte[times.length + values.length];
        System.arraycopy(times, 0, bytes, 0, times.length);
        System.arraycopy(values, 0, bytes, times.length, values.length);
        return new Chunk(samples.times()[0], samples.times()[samples.size() - 1], samples.size(), times.length, bytes);
    }

    public long first() {
        return first;
    }

    public long last() {
        return last;
    }

    public int size() {
        return size;
    }

    public int bytes() {
        return bytes.length;
    }

    public void write(DataOutput out) throws IOException {
        out.writeLong(first);
        out.writeLong(last);
        out.writeInt(size);
        out.writeInt(valuesAt);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Reads what {@link #write} wrote, from somebody who is trusted. */
    public static Chunk read(DataInput in) throws IOException {
        long first = in.readLong();
        long last = in.readLong();
        int size = in.readInt();
        int valuesAt = in.readInt();
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new Chunk(first, last, size, valuesAt, bytes);
    }

    public Samples samples() {
        long[] times = TimeColumn.read(bytes, 0, valuesAt, size);
        return SampleColumn.read(bytes, valuesAt, bytes.length - valuesAt, times);
    }
}
