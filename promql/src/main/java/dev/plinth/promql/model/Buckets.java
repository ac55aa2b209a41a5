// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;

/** The buckets of one side of a histogram: their numbers, ascending, and what is in each. Buckets that are listed may be empty. */
final class Buckets {
    static final Buckets NONE = new Buckets(new int[0], new double[0]);

    private final int[] index;
    private final double[] count;

    private Buckets(int[] index, double[] count) {
        this.index = index;
        this.count = count;
    }

    static Buckets of(List<Histogram.Span> spans, double[] counts) {
        int[] index = new int[counts.length];
        int at = 0;
        int next = 0;
        for (Histogram.Span span : spans) {
            next += span.offset();
            for (int i = 0; i < span.length(); i++) {
                if (at == counts.length) {
                    throw new IllegalArgumentException("spans have more buckets than the " + counts.length + " given");
                }
                if (at > 0 && next <= index[at - 1]) {
                    throw new IllegalArgumentException(
                            "a span begins at bucket " + next + ", before the end of another");
                }
                index[at++] = next++;
            }
        }
        if (at != counts.length) {
            throw new IllegalArgumentException("spans have " + at + " buckets (expected: " + counts.length + ")");
        }
        return new Buckets(index, counts.clone());
    }

    int size() {
        return index.length;
    }

    int index(int i) {
        return index[i];
    }

    double count(int i) {
        return count[i];
    }

    double[] counts() {
        return count.clone();
    }

    List<Histogram.Span> spans() {
        List<Histogram.Span> spans = new ArrayList<>();
        int end = 0;
        int begin = 0;
        for (int i = 1; i <= index.length; i++) {
            if (i == index.length || index[i] != index[i - 1] + 1) {
                spans.add(new Histogram.Span(index[begin] - end, i - begin));
                end = index[i - 1] + 1;
                begin = i;
            }
        }
        return spans;
    }

    /** Each bucket with {@code sign} times what is in the same one of the other. */
    Buckets plus(Buckets other, double sign) {
        int[] mergedIndex = new int[size() + other.size()];
        double[] mergedCount = new double[mergedIndex.length];
        int a = 0;
        int b = 0;
        int n = 0;
        while (a < size() || b < other.size()) {
            int next = Math.min(
                    a < size() ? index[a] : Integer.MAX_VALUE, b < other.size() ? other.index[b] : Integer.MAX_VALUE);
            mergedIndex[n] = next;
            if (a < size() && index[a] == next) {
                mergedCount[n] = count[a++];
            }
            if (b < other.size() && other.index[b] == next) {
                mergedCount[n] += sign * other.count[b++];
            }
            n++;
        }
        return new Buckets(Arrays.copyOf(mergedIndex, n), Arrays.copyOf(mergedCount, n));
    }

    Buckets map(DoubleUnaryOperator change) {
        double[] changed = new double[count.length];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = change.applyAsDouble(count[i]);
        }
        return new Buckets(index, changed);
    }

    /** Merges each 2^levels neighbours into the one bucket that a coarser schema has for them. */
    Buckets coarser(int levels) {
        if (levels == 0) {
            return this;
        }
        int[] mergedIndex = new int[size()];
        double[] mergedCount = new double[size()];
        int n = 0;
        for (int i = 0; i < size(); i++) {
            int target = ((index[i] - 1) >> levels) + 1;
            if (n > 0 && mergedIndex[n - 1] == target) {
                mergedCount[n - 1] += count[i];
            } else {
                mergedIndex[n] = target;
                mergedCount[n++] = count[i];
            }
        }
        return new Buckets(Arrays.copyOf(mergedIndex, n), Arrays.copyOf(mergedCount, n));
    }

    Buckets withoutEmpty() {
        return filter(i -> count[i] != 0);
    }

    /** From the bucket with this number on. */
    Buckets from(int first) {
        return filter(i -> index[i] >= first);
    }

    private Buckets filter(IntPredicate keep) {
        int[] keptIndex = new int[size()];
        double[] keptCount = new double[size()];
        int n = 0;
        for (int i = 0; i < size(); i++) {
            if (keep.test(i)) {
                keptIndex[n] = index[i];
                keptCount[n++] = count[i];
            }
        }
        return n == size() ? this : new Buckets(Arrays.copyOf(keptIndex, n), Arrays.copyOf(keptCount, n));
    }

    /** Whether some bucket has less than it had. */
    boolean fellFrom(Buckets previous) {
        int a = 0;
        for (int i = 0; i < previous.size(); i++) {
            while (a < size() && index[a] < previous.index[i]) {
                a++;
            }
            boolean present = a < size() && index[a] == previous.index[i];
            if (present ? count[a] < previous.count[i] : previous.count[i] != 0) {
                return true;
            }
        }
        return false;
    }

    boolean sameAs(Buckets other) {
        return Arrays.equals(index, other.index) && Arrays.equals(count, other.count);
    }
}
