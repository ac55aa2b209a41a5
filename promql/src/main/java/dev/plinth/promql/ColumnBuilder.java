// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import org.jspecify.annotations.Nullable;

/** A column that is being made. */
final class ColumnBuilder {
    private final Labels labels;
    private final boolean dropName;
    private final double[] values;
    private @Nullable Histogram @Nullable [] histograms;

    ColumnBuilder(Labels labels, boolean dropName, int steps) {
        this.labels = labels;
        this.dropName = dropName;
        this.values = Column.nothing(steps);
    }

    void set(int step, double value) {
        values[step] = value;
    }

    void set(int step, @Nullable Histogram histogram) {
        if (histogram == null) {
            return;
        }
        @Nullable Histogram[] all = histograms;
        if (all == null) {
            all = new Histogram[values.length];
            histograms = all;
        }
        all[step] = histogram;
    }

    boolean has(int step) {
        return build().has(step);
    }

    Column build() {
        return new Column(labels, dropName, values, histograms);
    }
}
