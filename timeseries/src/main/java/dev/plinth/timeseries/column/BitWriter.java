// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.column;

import java.util.Arrays;

/** Writes bits into bytes, the highest first. */
final class BitWriter {
    private byte[] bytes;
    private int size;
    private long pending;
    private int pendingBits;

    BitWriter(int expectedBytes) {
        this.bytes = new byte[Math.max(16, expectedBytes)];
    }

    /** @param count 0 to 64 of the lowest bits */
    void bits(long value, int count) {
        if (count > 56) {
            shift(value >>> 32, count - 32);
            shift(value, 32);
        } else {
            shift(value, count);
        }
    }

    private void shift(long value, int count) {
        if (count > 0) {
            pending = (pending << count) | (value & (-1L >>> (64 - count)));
            pendingBits += count;
            while (pendingBits >= Byte.SIZE) {
                pendingBits -= Byte.SIZE;
                put((byte) (pending >>> pendingBits));
            }
        }
    }

    private void put(byte each) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, size * 2);
        }
        bytes[size++] = each;
    }

    void bit(boolean one) {
        shift(one ? 1 : 0, 1);
    }

    /** That many zeros and a one. */
    void unary(int zeros) {
        int left = zeros;
        while (left >= 32) {
            shift(0, 32);
            left -= 32;
        }
        shift(1, left + 1);
    }

    /** A number that is not negative, in groups of seven bits. */
    void varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            shift((left & 0x7f) | 0x80, Byte.SIZE);
            left >>>= 7;
        }
        shift(left, Byte.SIZE);
    }

    /** What was written, the last byte filled up with zeros. */
    byte[] toBytes() {
        if (pendingBits > 0) {
            shift(0, Byte.SIZE - pendingBits);
        }
        return Arrays.copyOf(bytes, size);
    }
}
