// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.model;

/** Numbers that are equal but for errors of rounding. */
public final class Almost {
    private Almost() {}

    /** @param tolerance by which part of their sum they may differ */
    public static boolean equal(double a, double b, double tolerance) {
        if (a == b || (Double.isNaN(a) && Double.isNaN(b))) {
            return true;
        }
        double sum = Math.abs(a) + Math.abs(b);
        double difference = Math.abs(a - b);
        if (a == 0 || b == 0 || sum < Double.MIN_NORMAL) {
            return difference < tolerance * Double.MIN_NORMAL;
        }
        return difference / Math.min(sum, Double.MAX_VALUE) < tolerance;
    }
}
