// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries.column;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as whole numbers after a power of ten, but for a few that are written as they are: those that are no number, and markers of
 * staleness among them. What is written are the numbers themselves, their differences, or the differences of these, whichever is
 * shortest, less what most of them are.
 */
final class Decimals {
    private static final int MAX_PLACES = 9;
    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    private static final double LARGEST = 1L << 53;
    private static final int PLACES_BITS = 4;
    private static final int ORDER_BITS = 2;
    private static final int ORDERS = 3;
    private static final int START_BITS = 6;

    /** Of so many values one may be no decimal. */
    private static final int EXCEPTIONS = 8;

    private final double[] values;
    private final int size;
    private final int places;
    private final long[] whole;
    private final int[] exceptions;
    private final int exceptionCount;

    private Decimals(double[] values, int size, int places, long[] whole, int[] exceptions, int exceptionCount) {
        this.values = values;
        this.size = size;
        this.places = places;
        this.whole = whole;
        this.exceptions = exceptions;
        this.exceptionCount = exceptionCount;
    }

    /** Null when they are not that, or the exclusive or would be about as short. */
    static @Nullable Decimals of(double[] values, int size) {
        int places = 0;
        long[] whole = new long[size];
        int[] exceptions = new int[size / EXCEPTIONS + 1];
        int exceptionCount = 0;
        long last = 0;
        for (int i = 0; i < size; i++) {
            int needed = places(values[i], places);
            if (needed > MAX_PLACES) {
                if (exceptionCount == exceptions.length) {
                    return null;
                }
                exceptions[exceptionCount++] = i;
            } else if (needed > places) {
                places = needed;
            }
        }
        if (exceptionCount == size) {
            return null;
        }
        int next = 0;
        for (int i = 0; i < size; i++) {
            if (next < exceptionCount && exceptions[next] == i) {
                whole[i] = last;
                next++;
            } else {
                double scaled = values[i] * POWERS[places];
                last = Math.round(scaled);
                if (!isExact(last, places, values[i])) {
                    return null;
                }
                whole[i] = last;
            }
        }
        return new Decimals(values, size, places, whole, exceptions, exceptionCount);
    }

    /** How many places it has after the point, at least so many; more than there may be when it is no such number. */
    private static int places(double value, int atLeast) {
        for (int places = atLeast; places <= MAX_PLACES; places++) {
            double scaled = value * POWERS[places];
            if (!(Math.abs(scaled) < LARGEST)) {
                return MAX_PLACES + 1;
            }
            if (isExact(Math.round(scaled), places, value)) {
                return places;
            }
        }
        return MAX_PLACES + 1;
    }

    private static boolean isExact(long whole, int places, double value) {
        return Math.abs(whole) < (long) LARGEST
                && Double.doubleToRawLongBits(whole / POWERS[places]) == Double.doubleToRawLongBits(value);
    }

    void write(BitWriter out) {
        int best = 0;
        long[] bestColumn = whole;
        long bestCost = Long.MAX_VALUE;
        long bestMiddle = 0;
        long[] column = whole;
        for (int order = 0; order < ORDERS && order < size; order++) {
            if (order > 0) {
                column = differences(column, order);
            }
            long middle = middle(column, order);
            long cost = cost(column, order, middle);
            if (cost < bestCost) {
                best = order;
                bestColumn = column;
                bestCost = cost;
                bestMiddle = middle;
            }
        }
        out.bits(places, PLACES_BITS);
        out.bits(best, ORDER_BITS);
        out.varint(Rice.fold(bestMiddle));
        int count = size - best;
        int start = count == 0 ? 0 : Math.clamp(bestCost / count, 0, 40);
        out.bits(start, START_BITS);
        for (int i = 0; i < best; i++) {
            out.varint(Rice.fold(bestColumn[i]));
        }
        Rice rice = new Rice(start);
        for (int i = best; i < size; i++) {
            rice.write(out, bestColumn[i] - bestMiddle);
        }
        out.varint(exceptionCount);
        int before = 0;
        for (int i = 0; i < exceptionCount; i++) {
            out.varint(exceptions[i] - before);
            before = exceptions[i];
            out.bits(Double.doubleToRawLongBits(values[exceptions[i]]), Long.SIZE);
        }
    }

    /** Those from this index on become the difference to the one before. */
    private long[] differences(long[] column, int order) {
        long[] differences = Arrays.copyOf(column, size);
        for (int i = size - 1; i >= order; i--) {
            differences[i] -= column[i - 1];
        }
        return differences;
    }

    private long middle(long[] column, int from) {
        if (from == size) {
            return 0;
        }
        long[] sorted = Arrays.copyOfRange(column, from, size);
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private long cost(long[] column, int from, long middle) {
        long bits = 0;
        for (int i = from; i < size; i++) {
            bits += Long.SIZE - Long.numberOfLeadingZeros(Rice.fold(column[i] - middle));
        }
        return bits;
    }

    static double[] read(BitReader in, int size) {
        int places = (int) in.bits(PLACES_BITS);
        int order = (int) in.bits(ORDER_BITS);
        if (places > MAX_PLACES || order >= ORDERS) {
            throw new CorruptColumnException("decimals of " + places + " places and order " + order);
        }
        double power = POWERS[places];
        long middle = Rice.unfold(in.varint());
        Rice rice = new Rice((int) in.bits(START_BITS));
        double[] values = new double[size];
        long value = 0;
        long step = 0;
        for (int i = 0; i < size; i++) {
            if (order == 0) {
                value = rice.read(in) + middle;
            } else if (i == 0) {
                value = Rice.unfold(in.varint());
            } else if (order == 1) {
                value += rice.read(in) + middle;
            } else {
                step = i == 1 ? Rice.unfold(in.varint()) : step + rice.read(in) + middle;
                value += step;
            }
            values[i] = value / power;
        }
        int exceptions = in.varintAtMost(size);
        int at = 0;
        for (int i = 0; i < exceptions; i++) {
            at += in.varintAtMost(size - 1);
            if (at >= size) {
                throw new CorruptColumnException("an exception is behind the end");
            }
            values[at] = Double.longBitsToDouble(in.bits(Long.SIZE));
        }
        return values;
    }
}
