// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.column;

/** Numbers as exclusive or with the one before: Pelkonen et al., Gorilla, VLDB 2015, section 4.1.2. */
final class Gorilla {
    private static final int LEADING_BITS = 5;
    private static final int MAX_LEADING = 31;
    private static final int LENGTH_BITS = 6;

    private Gorilla() {}

    static void write(BitWriter out, double[] values, int size) {
        long before = Double.doubleToRawLongBits(values[0]);
        out.bits(before, Long.SIZE);
        int leading = 0;
        int length = Long.SIZE;
        boolean window = false;
        for (int i = 1; i < size; i++) {
            long bits = Double.doubleToRawLongBits(values[i]);
            long changed = bits ^ before;
            before = bits;
            out.bit(changed != 0);
            if (changed == 0) {
                continue;
            }
            int zeros = Math.min(MAX_LEADING, Long.numberOfLeadingZeros(changed));
            int trailing = Long.numberOfTrailingZeros(changed);
            boolean fits = window && zeros >= leading && trailing >= Long.SIZE - leading - length;
            out.bit(!fits);
            if (!fits) {
                leading = zeros;
                length = Long.SIZE - zeros - trailing;
                window = true;
                out.bits(leading, LEADING_BITS);
                out.bits(length - 1, LENGTH_BITS);
            }
            out.bits(changed >>> (Long.SIZE - leading - length), length);
        }
    }

    static double[] read(BitReader in, int size) {
        double[] values = new double[size];
        long bits = in.bits(Long.SIZE);
        values[0] = Double.longBitsToDouble(bits);
        int leading = 0;
        int length = Long.SIZE;
        for (int i = 1; i < size; i++) {
            if (in.bit()) {
                if (in.bit()) {
                    leading = (int) in.bits(LEADING_BITS);
                    length = (int) in.bits(LENGTH_BITS) + 1;
                    if (leading + length > Long.SIZE) {
                        throw new CorruptColumnException("a value has " + (leading + length) + " bits");
                    }
                }
                bits ^= in.bits(length) << (Long.SIZE - leading - length);
            }
            values[i] = Double.longBitsToDouble(bits);
        }
        return values;
    }
}
