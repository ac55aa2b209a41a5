// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.column;

/** Times in ascending order: the first, the first difference, and differences of differences. */
final class TimeColumn {
    private TimeColumn() {}

    static byte[] write(long[] times, int size) {
        BitWriter out = new BitWriter(16 + size / 4);
        out.varint(Rice.fold(times[0]));
        if (size > 1) {
            long step = times[1] - times[0];
            out.varint(step);
            Rice rice = new Rice(0);
            for (int i = 2; i < size; i++) {
                long next = times[i] - times[i - 1];
                rice.write(out, next - step);
                step = next;
            }
        }
        return out.toBytes();
    }

    static long[] read(byte[] bytes, int from, int length, int size) {
        BitReader in = new BitReader(bytes, from, length);
        long[] times = new long[size];
        times[0] = Rice.unfold(in.varint());
        if (size > 1) {
            long step = in.varint();
            times[1] = times[0] + step;
            Rice rice = new Rice(0);
            for (int i = 2; i < size; i++) {
                step += rice.read(in);
                times[i] = times[i - 1] + step;
            }
        }
        return times;
    }
}
