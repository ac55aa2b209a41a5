// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Labels;

/** How many samples there are, or only that there are some. */
final class CountAccumulator extends Accumulator {
    private final boolean group;
    private final int[] counts;

    /** @param group whether the result is always one */
    CountAccumulator(Labels labels, boolean dropName, int steps, boolean group) {
        super(labels, dropName);
        this.group = group;
        this.counts = new int[steps];
    }

    @Override
    void add(Column column) {
        for (int step = 0; step < counts.length; step++) {
            if (column.has(step)) {
                counts[step]++;
            }
        }
    }

    @Override
    Column result() {
        ColumnBuilder result = builder(counts.length);
        for (int step = 0; step < counts.length; step++) {
            if (counts[step] > 0) {
                result.set(step, group ? 1.0 : counts[step]);
            }
        }
        return result.build();
    }
}
