// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.model;

import java.util.List;

/** What can be said of observations when only the buckets are known that they fell into. */
public final class Estimates {
    private Estimates() {}

    /**
     * An estimate.
     *
     * @param nanObserved whether the histogram has observations that are no numbers and so are in no bucket
     */
    public record Estimate(double value, boolean nanObserved) {}

    public static double average(Histogram h) {
        return h.sum() / h.count();
    }

    /** The variance, as if each observation were in the middle of its bucket. */
    public static double variance(Histogram h) {
        double mean = average(h);
        CompensatedSum sum = new CompensatedSum();
        for (Histogram.Bucket bucket : h.buckets()) {
            if (bucket.count() != 0) {
                double delta = middle(h, bucket) - mean;
                sum.add(bucket.count() * delta * delta);
            }
        }
        return sum.exact() / h.count();
    }

    private static double middle(Histogram h, Histogram.Bucket bucket) {
        if (h.isCustom()) {
            return (bucket.upper() + bucket.lower()) / 2;
        }
        if (bucket.lower() <= 0 && bucket.upper() >= 0) {
            return 0;
        }
        double middle = Math.sqrt(bucket.upper() * bucket.lower());
        return bucket.upper() < 0 ? -middle : middle;
    }

    /** The value that this part of the observations does not exceed; interpolated exponentially, or linearly in custom and zero buckets. */
    public static Estimate quantile(double q, Histogram h) {
        if (q < 0 || q > 1) {
            return new Estimate(q < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY, false);
        }
        if (h.count() == 0 || Double.isNaN(q)) {
            return new Estimate(Double.NaN, false);
        }
        List<Histogram.Bucket> buckets = h.buckets();
        boolean sumIsNan = Double.isNaN(h.sum());
        boolean upwards = sumIsNan || q < 0.5;
        double rank = (upwards ? q : 1 - q) * h.count();
        double below = 0;
        int at = 0;
        Histogram.Bucket bucket = new Histogram.Bucket(0, 0, false, false, 0);
        while (at < buckets.size()) {
            Histogram.Bucket next = buckets.get(upwards ? at : buckets.size() - 1 - at);
            at++;
            bucket = next;
            if (next.count() != 0) {
                below += next.count();
                if (below >= rank) {
                    break;
                }
            }
        }
        double lower = bucket.lower();
        double upper = bucket.upper();
        if (h.isCustom()) {
            if (lower == Double.NEGATIVE_INFINITY) {
                if (upper <= 0) {
                    return new Estimate(upper, false);
                }
                lower = 0;
            } else if (upper == Double.POSITIVE_INFINITY) {
                return new Estimate(lower, false);
            }
        } else if (lower < 0 && upper > 0) {
            if (!h.hasNegative() && h.hasPositive()) {
                lower = 0;
            } else if (!h.hasPositive() && h.hasNegative()) {
                upper = 0;
            }
        }
        below = Math.min(below, h.count());
        if (below < rank) {
            return new Estimate(sumIsNan ? Double.NaN : upper, sumIsNan);
        }
        double within = upwards ? rank - (below - bucket.count()) : below - rank;
        boolean nanObserved = false;
        if (sumIsNan) {
            double total = below;
            for (int i = at; i < buckets.size(); i++) {
                total += buckets.get(i).count();
            }
            nanObserved = total < h.count();
        }
        double fraction = within / bucket.count();
        return new Estimate(
                h.isCustom() || (lower <= 0 && upper >= 0)
                        ? lower + (upper - lower) * fraction
                        : exponentially(lower, upper, fraction),
                nanObserved);
    }

    private static double exponentially(double lower, double upper, double fraction) {
        double logLower = log2(Math.abs(lower));
        double logUpper = log2(Math.abs(upper));
        return lower > 0
                ? Math.pow(2, logLower + (logUpper - logLower) * fraction)
                : -Math.pow(2, logUpper + (logLower - logUpper) * (1 - fraction));
    }

    /** The part of all observations that is between the bounds. */
    public static Estimate fraction(double lower, double upper, Histogram h) {
        if (h.count() == 0 || Double.isNaN(lower) || Double.isNaN(upper)) {
            return new Estimate(Double.NaN, false);
        }
        if (lower >= upper) {
            return new Estimate(0, false);
        }
        List<Histogram.Bucket> buckets = h.buckets();
        double inBuckets = 0;
        for (Histogram.Bucket bucket : buckets) {
            inBuckets += bucket.count();
        }
        boolean sumIsNan = Double.isNaN(h.sum());
        double count = sumIsNan ? inBuckets : h.count();
        double part = rank(upper, h, buckets, count) - rank(lower, h, buckets, count);
        return new Estimate(part / h.count(), sumIsNan && inBuckets < h.count());
    }

    /** How many observations are below the value. */
    private static double rank(double value, Histogram h, List<Histogram.Bucket> buckets, double count) {
        double rank = 0;
        for (Histogram.Bucket bucket : buckets) {
            double lower = bucket.lower();
            double upper = bucket.upper();
            boolean zero = lower <= 0 && upper >= 0;
            if (zero && !h.hasNegative() && h.hasPositive()) {
                lower = 0;
            } else if (zero && !h.hasPositive() && h.hasNegative()) {
                upper = 0;
            }
            if (lower >= value) {
                return Math.min(rank, count);
            }
            if (upper > value) {
                double fraction = h.isCustom() || zero
                        ? (value - lower) / (upper - lower)
                        : exponentialFraction(lower, upper, value);
                return notAbove(rank + bucket.count() * fraction, count);
            }
            rank += bucket.count();
        }
        return count;
    }

    private static double notAbove(double rank, double count) {
        return rank > count ? count : rank;
    }

    private static double exponentialFraction(double lower, double upper, double value) {
        double logLower = log2(Math.abs(lower));
        double logUpper = log2(Math.abs(upper));
        double logValue = log2(Math.abs(value));
        return value > 0
                ? (logValue - logLower) / (logUpper - logLower)
                : 1 - (logValue - logUpper) / (logLower - logUpper);
    }

    /** The logarithm to base two, exact for powers of two. */
    public static double log2(double value) {
        if (value > 0 && value < Double.POSITIVE_INFINITY) {
            int exponent = Math.getExponent(value);
            if (value >= Double.MIN_NORMAL) {
                return exponent + Math.log(Math.scalb(value, -exponent)) / Math.log(2);
            }
        }
        return Math.log(value) / Math.log(2);
    }
}
