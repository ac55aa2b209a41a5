// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.column;

import java.util.Arrays;

/** Numbers, written in the shortest way: see {@link dev.plinth.timeseries.column}. Each comes back with the same bits. */
final class ValueColumn {
    private static final int SAME = 0;
    private static final int DECIMAL = 1;
    private static final int XOR = 2;
    private static final int MODE_BITS = 2;

    private ValueColumn() {}

    static void write(BitWriter out, double[] values, int size) {
        if (isConstant(values, size)) {
            out.bits(SAME, MODE_BITS);
            same(out, values[0]);
            return;
        }
        Decimals decimals = Decimals.of(values, size);
        if (decimals != null) {
            out.bits(DECIMAL, MODE_BITS);
            decimals.write(out);
        } else {
            out.bits(XOR, MODE_BITS);
            Gorilla.write(out, values, size);
        }
    }

    static double[] read(BitReader in, int size) {
        int mode = (int) in.bits(MODE_BITS);
        return switch (mode) {
            case SAME -> {
                double[] values = new double[size];
                Arrays.fill(values, same(in));
                yield values;
            }
            case DECIMAL -> Decimals.read(in, size);
            case XOR -> Gorilla.read(in, size);
            default -> throw new CorruptColumnException("a column of values is of no kind: " + mode);
        };
    }

    private static boolean isConstant(double[] values, int size) {
        long first = Double.doubleToRawLongBits(values[0]);
        for (int i = 1; i < size; i++) {
            if (Double.doubleToRawLongBits(values[i]) != first) {
                return false;
            }
        }
        return true;
    }

    /** Small whole numbers are short. */
    private static void same(BitWriter out, double value) {
        long whole = (long) value;
        boolean small = whole >= 0
                && whole < 1L << 48
                && Double.doubleToRawLongBits((double) whole) == Double.doubleToRawLongBits(value);
        out.bit(small);
        if (small) {
            out.varint(whole);
        } else {
            out.bits(Double.doubleToRawLongBits(value), Long.SIZE);
        }
    }

    private static double same(BitReader in) {
        return in.bit() ? (double) in.varint() : Double.longBitsToDouble(in.bits(Long.SIZE));
    }
}
