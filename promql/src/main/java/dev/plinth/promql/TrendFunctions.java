// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.CompensatedSum;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Where values are going to. */
final class TrendFunctions {
    private TrendFunctions() {}

    /** A straight line: its slope, and its value at the time it was asked for. */
    private record Line(double slope, double intercept) {}

    static RangeFunction derivative() {
        return ofTwo(w -> regression(w, w.time(0)).slope);
    }

    static RangeFunction predictLinear() {
        return ofTwo(w -> {
            Line line = regression(w, w.evaluationTime());
            return line.slope * w.argument(1) + line.intercept;
        });
    }

    /** A function of floats, of which there must be two. */
    private static RangeFunction ofTwo(ToDoubleFunction<RangeWindow> function) {
        return (window, output) -> {
            if (window.size() > 0 && window.histograms() > 0) {
                window.annotations().histogramIgnoredInRange(window.metric(), window.position());
            }
            if (window.size() > 1) {
                output.set(function.applyAsDouble(window));
            }
        };
    }

    /** The line that is closest to the samples. */
    private static Line regression(RangeWindow w, long interceptTime) {
        double firstY = w.value(0);
        boolean constant = true;
        CompensatedSum sumX = new CompensatedSum();
        CompensatedSum sumY = new CompensatedSum();
        CompensatedSum sumXY = new CompensatedSum();
        CompensatedSum sumX2 = new CompensatedSum();
        int n = w.size();
        for (int i = 0; i < n; i++) {
            double y = w.value(i);
            constant &= i == 0 || y == firstY;
            double x = (w.time(i) - interceptTime) / 1000.0;
            sumX.add(x);
            sumY.add(y);
            sumXY.add(x * y);
            sumX2.add(x * x);
        }
        if (constant) {
            return Double.isInfinite(firstY) ? new Line(Double.NaN, Double.NaN) : new Line(0, firstY);
        }
        double covariance = sumXY.exact() - sumX.exact() * sumY.exact() / n;
        double variance = sumX2.exact() - sumX.exact() * sumX.exact() / n;
        double slope = covariance / variance;
        return new Line(slope, sumY.exact() / n - slope * sumX.exact() / n);
    }

    static RangeFunction smoothing() {
        RangeFunction smoothed = ofTwo(w -> smooth(w, w.argument(1), w.argument(2)));
        return (window, output) -> {
            checkFactor("smoothing", window.argument(1));
            checkFactor("trend", window.argument(2));
            smoothed.apply(window, output);
        };
    }

    private static void checkFactor(String name, double factor) {
        if (factor <= 0 || factor >= 1) {
            throw QueryException.execution("invalid " + name + " factor. Expected: 0 < "
                    + (name.equals("trend") ? "tf" : "sf") + " < 1, got: " + String.format(Locale.ROOT, "%f", factor));
        }
    }

    private static double smooth(RangeWindow w, double smoothing, double trendFactor) {
        double before = 0;
        double smoothed = w.value(0);
        double trend = w.value(1) - w.value(0);
        for (int i = 1; i < w.size(); i++) {
            if (i > 1) {
                trend = trendFactor * (smoothed - before) + (1 - trendFactor) * trend;
            }
            double next = smoothing * w.value(i) + (1 - smoothing) * (smoothed + trend);
            before = smoothed;
            smoothed = next;
        }
        return smoothed;
    }
}
