// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.column;

/** Reads what {@link BitWriter} wrote. */
final class BitReader {
    private final byte[] bytes;
    private final int end;
    private int next;
    /** The bits that are next, at the high end; zeros behind them. */
    private long window;

    private int available;

    BitReader(byte[] bytes, int from, int length) {
        if (from < 0 || length < 0 || from > bytes.length - length) {
            throw new CorruptColumnException("bytes " + from + " to " + (from + (long) length) + " of " + bytes.length);
        }
        this.bytes = bytes;
        this.next = from;
        this.end = from + length;
    }

    private void fill() {
        while (available <= 56) {
            if (next == end) {
                return;
            }
            window |= (bytes[next++] & 0xffL) << (56 - available);
            available += Byte.SIZE;
        }
    }

    /** @param count 0 to 64 */
    long bits(int count) {
        if (count > 32) {
            long high = take(count - 32);
            return (high << 32) | take(32);
        }
        return take(count);
    }

    private long take(int count) {
        if (count == 0) {
            return 0;
        }
        if (available < count) {
            fill();
            if (available < count) {
                throw new CorruptColumnException("a column ends too early");
            }
        }
        long value = window >>> (64 - count);
        window <<= count;
        available -= count;
        return value;
    }

    boolean bit() {
        return take(1) != 0;
    }

    /** How many zeros there are before the next one, which is read, too. */
    int unary() {
        int zeros = 0;
        while (true) {
            if (available == 0) {
                fill();
                if (available == 0) {
                    throw new CorruptColumnException("a column ends too early");
                }
            }
            int leading = Long.numberOfLeadingZeros(window);
            if (leading < available) {
                window <<= leading;
                window <<= 1;
                available -= leading + 1;
                return zeros + leading;
            }
            zeros += available;
            window = 0;
            available = 0;
        }
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            long group = take(Byte.SIZE);
            value |= (group & 0x7f) << shift;
            if (group < 0x80) {
                return value;
            }
        }
        throw new CorruptColumnException("a number is too long");
    }

    int varintAtMost(int max) {
        long value = varint();
        if (value < 0 || value > max) {
            throw new CorruptColumnException(value + " where at most " + max + " is possible");
        }
        return (int) value;
    }
}
