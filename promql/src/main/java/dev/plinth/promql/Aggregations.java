// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Stale;
import dev.plinth.promql.model.Texts;
import dev.plinth.promql.parser.AggregateOperator;
import dev.plinth.promql.parser.Expr;
import dev.plinth.promql.parser.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What makes one series of many. Sums and their like take series in as they come; what needs all values at once collects them. */
final class Aggregations {
    private final Expr.Aggregate aggregate;
    private final Evaluation evaluation;
    private final int steps;
    private final Position position;
    private final Set<String> names;

    Aggregations(Expr.Aggregate aggregate, Evaluation evaluation, int steps) {
        this.aggregate = aggregate;
        this.evaluation = evaluation;
        this.steps = steps;
        this.position = aggregate.operand().position();
        this.names = new HashSet<>(aggregate.grouping());
        if (aggregate.without()) {
            names.add(Labels.METRIC_NAME);
        }
    }

    /** The labels of the group that a series with these labels is in. */
    Labels group(Labels labels) {
        return aggregate.without() ? labels.drop(names) : labels.keep(names);
    }

    /** Sum, average, count, group, minimum, maximum, variance and deviation. */
    Columns fold(Columns columns) {
        Map<Labels, Accumulator> groups = new LinkedHashMap<>();
        for (Column column = columns.next(); column != null; column = columns.next()) {
            Labels group = group(column.labels());
            Accumulator accumulator = groups.get(group);
            if (accumulator == null) {
                evaluation.hold(steps);
                accumulator = accumulator(group, column.dropName());
                groups.put(group, accumulator);
            }
            accumulator.add(column);
        }
        List<Column> results = new ArrayList<>(groups.size());
        for (Accumulator accumulator : groups.values()) {
            Column result = accumulator.result();
            if (!result.isEmpty()) {
                results.add(result);
            }
        }
        evaluation.release((long) groups.size() * steps);
        return Columns.of(results);
    }

    private Accumulator accumulator(Labels labels, boolean dropName) {
        Annotations annotations = evaluation.annotations();
        AggregateOperator operator = aggregate.operator();
        return switch (operator) {
            case SUM -> new SumAccumulator(labels, dropName, steps, false, position, annotations);
            case AVG -> new SumAccumulator(labels, dropName, steps, true, position, annotations);
            case COUNT -> new CountAccumulator(labels, dropName, steps, false);
            case GROUP -> new CountAccumulator(labels, dropName, steps, true);
            default -> new FloatAccumulator(labels, dropName, steps, operator, position, annotations);
        };
    }

    /** The columns of each group, in the order in which they came. */
    private Map<Labels, List<Column>> groups(List<Column> columns) {
        Map<Labels, List<Column>> groups = new LinkedHashMap<>();
        for (Column column : columns) {
            groups.computeIfAbsent(group(column.labels()), key -> new ArrayList<>())
                    .add(column);
        }
        return groups;
    }

    Columns quantile(List<Column> columns, double[] quantiles, Position quantilePosition) {
        Annotations annotations = evaluation.annotations();
        for (double q : quantiles) {
            Quantiles.check(q, annotations, quantilePosition);
        }
        List<Column> results = new ArrayList<>();
        groups(columns).forEach((labels, group) -> {
            evaluation.check();
            ColumnBuilder result = new ColumnBuilder(labels, group.getFirst().dropName(), steps);
            for (int step = 0; step < steps; step++) {
                double[] values = values(group, step);
                if (values.length > 0) {
                    result.set(step, Quantiles.of(quantiles[step], values));
                }
            }
            results.add(result.build());
        });
        return Columns.of(results).map(column -> column);
    }

    private double[] values(List<Column> columns, int step) {
        double[] values = new double[columns.size()];
        int count = 0;
        for (Column column : columns) {
            if (column.histogram(step) != null) {
                evaluation.annotations().histogramIgnored(aggregate.operator().symbol(), position);
            } else if (column.hasFloat(step)) {
                values[count++] = column.values()[step];
            }
        }
        return Arrays.copyOf(values, count);
    }

    /** How often each value occurs. */
    Columns countValues(List<Column> columns, String label) {
        if (!Labels.isName(label)) {
            throw QueryException.execution("invalid label name " + Texts.quote(label));
        }
        if (!aggregate.without()) {
            names.add(label);
        }
        Map<Labels, double[]> counts = new LinkedHashMap<>();
        for (Column column : columns) {
            evaluation.check();
            for (int step = 0; step < steps; step++) {
                if (column.has(step)) {
                    Histogram histogram = column.histogram(step);
                    String value = histogram == null ? Texts.plain(column.values()[step]) : histogram.toString();
                    Labels group = group(column.labels().with(label, value));
                    double[] count = counts.computeIfAbsent(group, key -> Column.nothing(steps));
                    count[step] = Stale.is(count[step]) ? 1 : count[step] + 1;
                }
            }
        }
        List<Column> results = new ArrayList<>();
        counts.forEach((labels, values) -> results.add(Column.of(labels, false, values)));
        return Columns.of(results);
    }

    /** Some of the series of each group as they are: the largest, the smallest, or any. */
    Columns select(List<Column> columns, double[] parameters, Position parameterPosition) {
        Selection selection = new Selection(aggregate.operator(), aggregate.position(), evaluation);
        selection.check(parameters, parameterPosition);
        List<Column> results = new ArrayList<>();
        for (List<Column> group : groups(columns).values()) {
            evaluation.check();
            results.addAll(selection.of(group, parameters));
        }
        return Columns.of(results);
    }
}
