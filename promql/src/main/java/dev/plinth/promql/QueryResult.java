// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.parser.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a query.
 *
 * @param annotations what should be known about it
 */
public record QueryResult(Value value, List<Annotation> annotations) {
    /** What a query gives. Times are in milliseconds. */
    public sealed interface Value {
        ValueType type();
    }

    /** A number without labels. */
    public record Scalar(long time, double value) implements Value {
        @Override
        public ValueType type() {
            return ValueType.SCALAR;
        }
    }

    /** A text. */
    public record Text(long time, String value) implements Value {
        @Override
        public ValueType type() {
            return ValueType.STRING;
        }
    }

    /** One sample of each series, all at the same time. */
    public record Vector(List<Sample> samples) implements Value {
        @Override
        public ValueType type() {
            return ValueType.VECTOR;
        }
    }

    /** Several samples of each series, sorted by labels. */
    public record Matrix(List<Row> rows) implements Value {
        @Override
        public ValueType type() {
            return ValueType.MATRIX;
        }
    }

    /** A sample; the value counts when there is no histogram. */
    public record Sample(
            Labels labels,
            long time,
            double value,
            @Nullable Histogram histogram) {}

    /** A series with its samples in the order of time. */
    public record Row(Labels labels, Samples samples) {}
}
