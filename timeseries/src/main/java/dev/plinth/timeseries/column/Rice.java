// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.column;

/**
 * Adaptive Golomb-Rice code of whole numbers around zero. How many low bits are written as they are follows the mean of those before, so
 * that no parameter is written. Writer and reader go through the same states.
 */
final class Rice {
    private static final int ESCAPE = 20;
    private static final int HALVE_AT = 32;

    private long sum;
    private int count;

    Rice(int expectedBits) {
        this.sum = 1L << expectedBits;
        this.count = 1;
    }

    private int lowBits() {
        long mean = sum / count;
        return Long.SIZE - Long.numberOfLeadingZeros(mean >> 1);
    }

    private void learn(long magnitude) {
        // what is huge counts as less, so that one jump does not spoil what follows
        sum += Math.min(magnitude, 1L << 40);
        if (++count == HALVE_AT) {
            sum >>= 1;
            count >>= 1;
        }
    }

    void write(BitWriter out, long value) {
        long folded = fold(value);
        int low = lowBits();
        long quotient = folded >>> low;
        if (quotient < ESCAPE && quotient >= 0) {
            out.unary((int) quotient);
            out.bits(folded, low);
        } else {
            out.unary(ESCAPE);
            out.bits(folded, Long.SIZE);
        }
        learn(folded < 0 ? Long.MAX_VALUE : folded);
    }

    long read(BitReader in) {
        int low = lowBits();
        int quotient = in.unary();
        long folded = quotient == ESCAPE ? in.bits(Long.SIZE) : ((long) quotient << low) | in.bits(low);
        learn(folded < 0 ? Long.MAX_VALUE : folded);
        return unfold(folded);
    }

    /** 0, -1, 1, -2, … as 0, 1, 2, 3, … */
    static long fold(long value) {
        return (value << 1) ^ (value >> 63);
    }

    static long unfold(long folded) {
        return (folded >>> 1) ^ -(folded & 1);
    }
}
