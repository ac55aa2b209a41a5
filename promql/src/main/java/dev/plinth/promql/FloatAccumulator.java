// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Stale;
import dev.plinth.promql.parser.AggregateOperator;
import dev.plinth.promql.parser.Position;

/** Minimum, maximum, variance and deviation of floats; histograms are ignored, which is said. */
final class FloatAccumulator extends Accumulator {
    private final AggregateOperator operator;
    private final Position position;
    private final Annotations annotations;
    private final double[] values;
    private final double[] means;
    private final int[] counts;

    FloatAccumulator(
            Labels labels,
            boolean dropName,
            int steps,
            AggregateOperator operator,
            Position position,
            Annotations annotations) {
        super(labels, dropName);
        boolean variance = operator == AggregateOperator.STDVAR || operator == AggregateOperator.STDDEV;
        this.operator = operator;
        this.position = position;
        this.annotations = annotations;
        this.values = Column.nothing(steps);
        this.means = new double[variance ? steps : 0];
        this.counts = new int[variance ? steps : 0];
    }

    @Override
    void add(Column column) {
        for (int step = 0; step < values.length; step++) {
            if (column.histogram(step) != null) {
                annotations.histogramIgnored(operator.symbol(), position);
            } else if (column.hasFloat(step)) {
                add(step, column.values()[step], Stale.is(values[step]));
            }
        }
    }

    private void add(int step, double value, boolean first) {
        switch (operator) {
            case MAX -> {
                if (first || values[step] < value || Double.isNaN(values[step])) {
                    values[step] = value;
                }
            }
            case MIN -> {
                if (first || values[step] > value || Double.isNaN(values[step])) {
                    values[step] = value;
                }
            }
            default -> {
                counts[step]++;
                if (first) {
                    means[step] = value;
                    values[step] = Double.isNaN(value) || Double.isInfinite(value) ? Double.NaN : 0;
                } else {
                    double delta = value - means[step];
                    means[step] += delta / counts[step];
                    values[step] += delta * (value - means[step]);
                }
            }
        }
    }

    @Override
    Column result() {
        ColumnBuilder result = builder(values.length);
        for (int step = 0; step < values.length; step++) {
            if (!Stale.is(values[step])) {
                result.set(
                        step,
                        switch (operator) {
                            case STDVAR -> values[step] / counts[step];
                            case STDDEV -> Math.sqrt(values[step] / counts[step]);
                            default -> values[step];
                        });
            }
        }
        return result.build();
    }
}
