// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Histogram;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Makes one sample of those in a window that is not empty, or none. */
@FunctionalInterface
interface RangeFunction {
    void apply(RangeWindow window, Output output);

    /** Where the result goes. */
    final class Output {
        private final ColumnBuilder column;
        private int step;
        private boolean anyFloat;

        Output(ColumnBuilder column) {
            this.column = column;
        }

        void moveTo(int nextStep) {
            step = nextStep;
        }

        void set(double value) {
            anyFloat = true;
            column.set(step, value);
        }

        void set(@Nullable Histogram histogram) {
            column.set(step, histogram);
        }

        boolean hasFloats() {
            return anyFloat;
        }

        Column column() {
            return column.build();
        }
    }

    /** A function that always gives a number. */
    static RangeFunction of(ToDoubleFunction<RangeWindow> function) {
        return (window, output) -> output.set(function.applyAsDouble(window));
    }

    /** A function of the floats only, which says that it ignores histograms among them. */
    static RangeFunction ofFloats(ToDoubleFunction<RangeWindow> function) {
        return (window, output) -> {
            if (window.size() > 0) {
                if (window.histograms() > 0) {
                    window.annotations().histogramIgnoredInRange(window.metric(), window.position());
                }
                output.set(function.applyAsDouble(window));
            }
        };
    }
}
