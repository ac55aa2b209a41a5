// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A native histogram with floating-point counts; never changes, operations give new ones.
 *
 * <p>With an exponential schema (-4 to 8) the bounds of buckets are powers of 2^(2^-schema), on both sides of a zero bucket. With
 * {@link #CUSTOM_BUCKETS} the upper bounds are listed, and there is neither a zero bucket nor a negative side.
 */
public final class Histogram {
    public static final int CUSTOM_BUCKETS = -53;

    private static final int MIN_SCHEMA = -4;
    private static final int MAX_SCHEMA = 8;
    private static final double[] NO_BOUNDS = {};

    /** What is known of whether a counter began anew before this sample. */
    public enum ResetHint {
        UNKNOWN,
        RESET,
        NOT_RESET,
        GAUGE
    }

    /** A run of buckets: how many are left out before it, and how many it has. */
    public record Span(int offset, int length) {}

    /** A bucket with its bounds. */
    public record Bucket(double lower, double upper, boolean lowerInclusive, boolean upperInclusive, double count) {
        @Override
        public String toString() {
            return (lowerInclusive ? "[" : "(") + Texts.general(lower) + "," + Texts.general(upper)
                    + (upperInclusive ? "]" : ")") + ":" + Texts.general(count);
        }
    }

    private final ResetHint hint;
    private final int schema;
    private final double zeroThreshold;
    private final double zeroCount;
    private final double count;
    private final double sum;
    private final Buckets positive;
    private final Buckets negative;
    private final double[] bounds;

    private Histogram(
            ResetHint hint,
            int schema,
            double zeroThreshold,
            double zeroCount,
            double count,
            double sum,
            Buckets positive,
            Buckets negative,
            double[] bounds) {
        this.hint = hint;
        this.schema = schema;
        this.zeroThreshold = zeroThreshold;
        this.zeroCount = zeroCount;
        this.count = count;
        this.sum = sum;
        this.positive = positive;
        this.negative = negative;
        this.bounds = bounds;
    }

    /**
     * A histogram with an exponential schema. The offset of a first span is the number of its first bucket, of others the gap to the
     * one before.
     */
    public static Histogram exponential(
            ResetHint hint,
            int schema,
            double zeroThreshold,
            double zeroCount,
            double count,
            double sum,
            List<Span> positiveSpans,
            double[] positiveCounts,
            List<Span> negativeSpans,
            double[] negativeCounts) {
        if (schema < MIN_SCHEMA || schema > MAX_SCHEMA) {
            throw new IllegalArgumentException(
                    "schema: " + schema + " (expected: " + MIN_SCHEMA + " to " + MAX_SCHEMA + ")");
        }
        return new Histogram(
                hint,
                schema,
                zeroThreshold,
                zeroCount,
                count,
                sum,
                Buckets.of(positiveSpans, positiveCounts),
                Buckets.of(negativeSpans, negativeCounts),
                NO_BOUNDS);
    }

    /** @param bounds the upper bounds of all buckets but the last, whose bound is infinite; ascending */
    public static Histogram custom(
            ResetHint hint, double count, double sum, double[] bounds, List<Span> spans, double[] counts) {
        for (int i = 0; i < bounds.length; i++) {
            if (Double.isInfinite(bounds[i]) || (i > 0 && bounds[i] <= bounds[i - 1])) {
                throw new IllegalArgumentException(
                        "bounds: " + Arrays.toString(bounds) + " (expected: finite, ascending)");
            }
        }
        Buckets buckets = Buckets.of(spans, counts);
        if (buckets.size() > 0 && (buckets.index(0) < 0 || buckets.index(buckets.size() - 1) > bounds.length)) {
            throw new IllegalArgumentException("bounds: " + bounds.length + " (expected: one for each bucket)");
        }
        return new Histogram(hint, CUSTOM_BUCKETS, 0, 0, count, sum, buckets, Buckets.NONE, bounds.clone());
    }

    /** The marker that says that a series of histograms has ended. */
    public static Histogram stale() {
        return new Histogram(ResetHint.UNKNOWN, 0, 0, 0, 0, Stale.MARKER, Buckets.NONE, Buckets.NONE, NO_BOUNDS);
    }

    public boolean isStale() {
        return Stale.is(sum);
    }

    public ResetHint hint() {
        return hint;
    }

    public int schema() {
        return schema;
    }

    public double zeroThreshold() {
        return zeroThreshold;
    }

    public double zeroCount() {
        return zeroCount;
    }

    public double count() {
        return count;
    }

    public double sum() {
        return sum;
    }

    public boolean isCustom() {
        return schema == CUSTOM_BUCKETS;
    }

    public double[] bounds() {
        return bounds.clone();
    }

    public List<Span> positiveSpans() {
        return positive.spans();
    }

    public double[] positiveCounts() {
        return positive.counts();
    }

    public List<Span> negativeSpans() {
        return negative.spans();
    }

    public double[] negativeCounts() {
        return negative.counts();
    }

    boolean hasPositive() {
        return positive.size() > 0;
    }

    boolean hasNegative() {
        return negative.size() > 0;
    }

    /** How much memory it takes, in float samples of 16 bytes. */
    public int weight() {
        return (176 + 16 * (positive.size() + negative.size()) + 8 * bounds.length) / 16;
    }

    public Histogram withHint(ResetHint changed) {
        return changed == hint
                ? this
                : new Histogram(changed, schema, zeroThreshold, zeroCount, count, sum, positive, negative, bounds);
    }

    /** Nothing observed yet, with the same buckets. */
    public Histogram empty() {
        return new Histogram(ResetHint.UNKNOWN, schema, 0, 0, 0, 0, Buckets.NONE, Buckets.NONE, bounds);
    }

    public Histogram times(double factor) {
        return new Histogram(
                hint,
                schema,
                zeroThreshold,
                zeroCount * factor,
                count * factor,
                sum * factor,
                positive.map(c -> c * factor),
                negative.map(c -> c * factor),
                bounds);
    }

    /** Divides all counts and the sum. By zero, no buckets are left. */
    public Histogram dividedBy(double divisor) {
        return new Histogram(
                hint,
                schema,
                zeroThreshold,
                zeroCount / divisor,
                count / divisor,
                sum / divisor,
                divisor == 0 ? Buckets.NONE : positive.map(c -> c / divisor),
                divisor == 0 ? Buckets.NONE : negative.map(c -> c / divisor),
                bounds);
    }

    /** @throws IncompatibleBucketsException when the two have no buckets in common */
    public Histogram plus(Histogram other) {
        return combine(other, 1).withHint(hintOfSum(hint, other.hint));
    }

    /** @throws IncompatibleBucketsException when the two have no buckets in common */
    public Histogram minus(Histogram other) {
        return combine(other, -1);
    }

    private static ResetHint hintOfSum(ResetHint a, ResetHint b) {
        if (a == b) {
            return a;
        }
        return a == ResetHint.GAUGE || b == ResetHint.GAUGE ? ResetHint.GAUGE : ResetHint.UNKNOWN;
    }

    private Histogram combine(Histogram other, double sign) {
        if (isCustom() != other.isCustom()) {
            throw new IncompatibleBucketsException(IncompatibleBucketsException.Reason.SCHEMAS);
        }
        if (isCustom()) {
            if (!Arrays.equals(bounds, other.bounds)) {
                throw new IncompatibleBucketsException(IncompatibleBucketsException.Reason.BOUNDS);
            }
            return new Histogram(
                    hint,
                    schema,
                    0,
                    0,
                    count + sign * other.count,
                    sum + sign * other.sum,
                    positive.plus(other.positive, sign),
                    Buckets.NONE,
                    bounds);
        }
        Histogram a = this;
        Histogram b = other;
        while (a.zeroThreshold != b.zeroThreshold) {
            if (a.zeroThreshold > b.zeroThreshold) {
                b = b.withZeroThreshold(a.zeroThreshold);
            } else {
                a = a.withZeroThreshold(b.zeroThreshold);
            }
        }
        int common = Math.min(schema, other.schema);
        a = a.toSchema(common);
        b = b.toSchema(common);
        int first = firstAbove(common, a.zeroThreshold);
        return new Histogram(
                hint,
                common,
                a.zeroThreshold,
                a.zeroCount + sign * b.zeroCount,
                count + sign * other.count,
                sum + sign * other.sum,
                a.positive.plus(b.positive.from(first), sign),
                a.negative.plus(b.negative.from(first), sign),
                bounds);
    }

    /** With a zero bucket that is at least so wide, and wider when that would be within a bucket that is not empty. */
    private Histogram withZeroThreshold(double wanted) {
        double threshold = wanted;
        double widened = widened(threshold);
        while (widened != threshold) {
            threshold = widened;
            widened = widened(threshold);
        }
        int first = firstNotBelow(schema, threshold);
        double zero = zeroCount;
        for (Buckets side : List.of(positive, negative)) {
            for (int i = 0; i < side.size() && side.index(i) < first; i++) {
                zero += side.count(i);
            }
        }
        return new Histogram(
                hint,
                schema,
                threshold,
                zero,
                count,
                sum,
                positive.from(first).withoutEmpty(),
                negative.from(first).withoutEmpty(),
                bounds);
    }

    private double widened(double threshold) {
        for (Buckets side : List.of(positive, negative)) {
            for (int i = 0; i < side.size() && exponentialBound(side.index(i) - 1, schema) < threshold; i++) {
                double upper = exponentialBound(side.index(i), schema);
                if (upper > threshold && side.count(i) != 0) {
                    return upper;
                }
            }
        }
        return threshold;
    }

    /** The first bucket whose lower bound is not below this. */
    private static int firstNotBelow(int schema, double bound) {
        int index = firstAbove(schema, bound);
        return exponentialBound(index - 1, schema) < bound ? index + 1 : index;
    }

    /** The first bucket whose upper bound is above this. */
    private static int firstAbove(int schema, double bound) {
        if (bound <= 0) {
            return Integer.MIN_VALUE;
        }
        int index = (int) Math.floor(Math.scalb(Math.log(bound) / Math.log(2), schema));
        while (exponentialBound(index, schema) > bound) {
            index--;
        }
        while (exponentialBound(index, schema) <= bound) {
            index++;
        }
        return index;
    }

    /** With the buckets of a coarser schema. */
    public Histogram toSchema(int coarser) {
        if (coarser == schema) {
            return this;
        }
        if (isCustom() || coarser > schema || coarser < MIN_SCHEMA) {
            throw new IllegalArgumentException("schema: " + coarser + " (expected: coarser than " + schema + ")");
        }
        return new Histogram(
                ResetHint.UNKNOWN,
                coarser,
                zeroThreshold,
                zeroCount,
                count,
                sum,
                positive.coarser(schema - coarser),
                negative.coarser(schema - coarser),
                bounds);
    }

    /** Without buckets that are empty. */
    public Histogram compact() {
        Buckets compactPositive = positive.withoutEmpty();
        Buckets compactNegative = negative.withoutEmpty();
        return compactPositive.sameAs(positive) && compactNegative.sameAs(negative)
                ? this
                : new Histogram(
                        hint, schema, zeroThreshold, zeroCount, count, sum, compactPositive, compactNegative, bounds);
    }

    /** Whether the counter began anew between the previous sample and this one. */
    public boolean isResetAfter(Histogram previous) {
        if (hint == ResetHint.RESET || hint == ResetHint.NOT_RESET) {
            return hint == ResetHint.RESET;
        }
        if (count < previous.count
                || isCustom() != previous.isCustom()
                || (isCustom() && !Arrays.equals(bounds, previous.bounds))
                || schema > previous.schema
                || zeroThreshold < previous.zeroThreshold) {
            return true;
        }
        if (isCustom()) {
            return positive.fellFrom(previous.positive);
        }
        Histogram before =
                zeroThreshold == previous.zeroThreshold ? previous : previous.withZeroThreshold(zeroThreshold);
        if (before.zeroThreshold != zeroThreshold || zeroCount < before.zeroCount) {
            return true;
        }
        before = before.toSchema(schema);
        int first = firstAbove(schema, zeroThreshold);
        return positive.fellFrom(before.positive.from(first)) || negative.fellFrom(before.negative.from(first));
    }

    /** Whether the data is the same, bit for bit, with the same buckets listed; hints do not count. */
    public boolean sameAs(Histogram other) {
        return schema == other.schema
                && sameBits(count, other.count)
                && sameBits(sum, other.sum)
                && sameBits(zeroCount, other.zeroCount)
                && zeroThreshold == other.zeroThreshold
                && Arrays.equals(bounds, other.bounds)
                && positive.sameAs(other.positive)
                && negative.sameAs(other.negative);
    }

    private static boolean sameBits(double a, double b) {
        return Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
    }

    /** All buckets from the lowest to the highest. Those beside a zero bucket that is not empty begin where it ends. */
    public List<Bucket> buckets() {
        List<Bucket> all = new ArrayList<>(positive.size() + negative.size() + 1);
        for (int i = negative.size() - 1; i >= 0; i--) {
            Bucket bucket = bucket(negative, i);
            all.add(beside(new Bucket(-bucket.upper, -bucket.lower, true, false, bucket.count)));
        }
        if (zeroCount > 0) {
            all.add(new Bucket(-zeroThreshold, zeroThreshold, true, true, zeroCount));
        }
        for (int i = 0; i < positive.size(); i++) {
            all.add(beside(bucket(positive, i)));
        }
        return all;
    }

    private Bucket bucket(Buckets side, int i) {
        int index = side.index(i);
        return isCustom()
                ? new Bucket(customBound(index - 1), customBound(index), index == 0, true, side.count(i))
                : new Bucket(
                        exponentialBound(index - 1, schema),
                        exponentialBound(index, schema),
                        false,
                        true,
                        side.count(i));
    }

    private Bucket beside(Bucket b) {
        if (b.upper < 0 && b.upper > -zeroThreshold) {
            return new Bucket(b.lower, -zeroThreshold, b.lowerInclusive, b.upperInclusive, b.count);
        }
        if (b.lower > 0 && b.lower < zeroThreshold) {
            return new Bucket(zeroThreshold, b.upper, b.lowerInclusive, b.upperInclusive, b.count);
        }
        return b;
    }

    private double customBound(int index) {
        if (index < 0) {
            return Double.NEGATIVE_INFINITY;
        }
        return index < bounds.length ? bounds[index] : Double.POSITIVE_INFINITY;
    }

    /** The upper bound of a bucket. The last one before infinity ends at the largest number. */
    private static double exponentialBound(int index, int schema) {
        if (schema <= 0) {
            long exponent = (long) index << -schema;
            if (exponent == Double.MAX_EXPONENT + 1) {
                return Double.MAX_VALUE;
            }
            return Math.scalb(1.0, (int) Math.clamp(exponent, -3000L, 3000L));
        }
        int exponent = index >> schema;
        int fraction = index & ((1 << schema) - 1);
        if (fraction == 0 && exponent == Double.MAX_EXPONENT + 1) {
            return Double.MAX_VALUE;
        }
        return Math.scalb(FRACTIONS[fraction << (MAX_SCHEMA - schema)], exponent);
    }

    /** Powers of two between 1 and 2, as many as the finest schema has bounds there. */
    private static final double[] FRACTIONS = new double[1 << MAX_SCHEMA];

    static {
        for (int i = 0; i < FRACTIONS.length; i++) {
            FRACTIONS[i] = StrictMath.pow(2, (double) i / FRACTIONS.length);
        }
    }

    /** Like {@code {count:3, sum:7.5, [-0.001,0.001]:1, (1,2]:2}}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{count:")
                .append(Texts.general(count))
                .append(", sum:")
                .append(Texts.general(sum));
        for (int i = negative.size() - 1; i >= 0; i--) {
            if (negative.count(i) != 0) {
                Bucket bucket = bucket(negative, i);
                text.append(", ").append(new Bucket(-bucket.upper, -bucket.lower, true, false, bucket.count));
            }
        }
        if (zeroCount != 0) {
            text.append(", ").append(new Bucket(-zeroThreshold, zeroThreshold, true, true, zeroCount));
        }
        for (int i = 0; i < positive.size(); i++) {
            if (positive.count(i) != 0) {
                text.append(", ").append(bucket(positive, i));
            }
        }
        return text.append('}').toString();
    }
}
