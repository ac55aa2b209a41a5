// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.model;

/** A sum that keeps what rounding loses (Kahan's with Neumaier's improvement). */
public final class CompensatedSum {
    private double sum;
    private double lost;

    public void add(double value) {
        double next = sum + value;
        lost = Double.isInfinite(next) ? 0 : lost + error(sum, value, next);
        sum = next;
    }

    /** What is lost when {@code a + b} becomes {@code rounded}. */
    public static double error(double a, double b, double rounded) {
        return Math.abs(a) >= Math.abs(b) ? (a - rounded) + b : (b - rounded) + a;
    }

    /** The sum with what was lost. */
    public double exact() {
        return Double.isInfinite(sum) ? sum : sum + lost;
    }
}
