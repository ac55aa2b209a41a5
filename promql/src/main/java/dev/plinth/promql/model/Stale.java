// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.model;

/** The marker that says that a series has ended: a NaN with bits of its own. */
public final class Stale {
    public static final long BITS = 0x7ff0000000000002L;
    public static final double MARKER = Double.longBitsToDouble(BITS);

    private Stale() {}

    public static boolean is(double value) {
        return Double.doubleToRawLongBits(value) == BITS;
    }
}
