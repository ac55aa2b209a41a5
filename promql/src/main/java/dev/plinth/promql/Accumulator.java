// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Labels;

/** Takes the series of one group in, one after the other, and keeps only what the result needs. */
abstract class Accumulator {
    private final Labels labels;
    private final boolean dropName;

    Accumulator(Labels labels, boolean dropName) {
        this.labels = labels;
        this.dropName = dropName;
    }

    abstract void add(Column column);

    /** The result, which may have no samples. */
    abstract Column result();

    ColumnBuilder builder(int steps) {
        return new ColumnBuilder(labels, dropName, steps);
    }
}
