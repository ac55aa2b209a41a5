// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Almost;

/** The buckets of a classic histogram at one step: cumulative counts below upper bounds. */
final class ClassicHistogram {
    /** Relative differences that are taken for errors of rounding. */
    private static final double TOLERANCE = 1e-12;

    private final double[] bounds;
    private final double[] counts;
    private int size;
    private boolean fixed;

    ClassicHistogram(int maxBuckets) {
        bounds = new double[maxBuckets];
        counts = new double[maxBuckets];
    }

    void clear() {
        size = 0;
        fixed = false;
    }

    /** Bounds ascend; a second bucket with the same bound is added to the first. */
    void add(double bound, double count) {
        if (size > 0 && bounds[size - 1] == bound) {
            counts[size - 1] += count;
        } else {
            bounds[size] = bound;
            counts[size++] = count;
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Whether a count was less than the one below, so that it had to be made the same. */
    boolean wasFixed() {
        return fixed;
    }

    private boolean isComplete() {
        return bounds[size - 1] == Double.POSITIVE_INFINITY;
    }

    double quantile(double q) {
        if (Double.isNaN(q)) {
            return Double.NaN;
        }
        if (q < 0 || q > 1) {
            return q < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (!isComplete()) {
            return Double.NaN;
        }
        makeMonotonic();
        double observations = counts[size - 1];
        if (size < 2 || observations == 0) {
            fixed = false;
            return Double.NaN;
        }
        double rank = q * observations;
        int bucket = 0;
        while (bucket < size - 1 && !(counts[bucket] >= rank)) {
            bucket++;
        }
        if (bucket == size - 1) {
            return bounds[size - 2];
        }
        if (bucket == 0 && bounds[0] <= 0) {
            return bounds[0];
        }
        double lower = bucket == 0 ? 0 : bounds[bucket - 1];
        double below = bucket == 0 ? 0 : counts[bucket - 1];
        return lower + (bounds[bucket] - lower) * ((rank - below) / (counts[bucket] - below));
    }

    private void makeMonotonic() {
        double previous = counts[0];
        for (int i = 1; i < size; i++) {
            double current = counts[i];
            if (current == previous) {
                continue;
            }
            if (Almost.equal(previous, current, TOLERANCE)) {
                counts[i] = previous;
            } else if (current < previous) {
                counts[i] = previous;
                fixed = true;
            } else {
                previous = current;
            }
        }
    }

    /** The part of the observations between the two values. */
    double fraction(double lower, double upper) {
        if (!isComplete()) {
            return Double.NaN;
        }
        double count = counts[size - 1];
        if (count == 0 || Double.isNaN(lower) || Double.isNaN(upper)) {
            return Double.NaN;
        }
        return lower >= upper ? 0 : (rank(upper) - rank(lower)) / count;
    }

    private double rank(double value) {
        double total = counts[size - 1];
        double rank = 0;
        double lower = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            if (lower >= value) {
                return Math.min(rank, total);
            }
            if (bounds[i] > value) {
                double within = rank + (counts[i] - rank) * (value - lower) / (bounds[i] - lower);
                return within > total ? total : within;
            }
            rank = counts[i];
            lower = bounds[i];
        }
        return total;
    }
}
