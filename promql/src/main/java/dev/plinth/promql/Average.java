// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.CompensatedSum;
import dev.plinth.promql.model.Histogram;

/** The mean of numbers: their sum divided by their count, or from step to step once the sum would be too large for a number. */
final class Average {
    private double sum;
    private double lost;
    private double mean;
    private double count;
    private boolean stepwise;

    void add(double value) {
        count++;
        if (count == 1) {
            sum = value;
            return;
        }
        if (!stepwise) {
            double next = sum + value;
            if (!Double.isInfinite(next)) {
                lost += CompensatedSum.error(sum, value, next);
                sum = next;
                return;
            }
            stepwise = true;
            mean = sum / (count - 1);
            lost /= count - 1;
        }
        double part = (count - 1) / count;
        double old = part * mean;
        double more = value / count;
        double next = old + more;
        lost = Double.isInfinite(next) ? 0 : part * lost + CompensatedSum.error(old, more, next);
        mean = next;
    }

    double value() {
        return stepwise ? mean + lost : sum / count + lost / count;
    }

    /** The mean of {@code count} histograms, the last of which comes to the mean of the others. */
    static Histogram next(Histogram mean, Histogram last, double count) {
        return mean.plus(last.dividedBy(count).minus(mean.dividedBy(count)));
    }
}
