// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Texts;
import dev.plinth.promql.parser.AggregateOperator;
import dev.plinth.promql.parser.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Aggregations that give some of the samples of a group: topk, bottomk, limitk, limit_ratio. */
final class Selection {
    private static final int FEW = 100;

    private final AggregateOperator operator;
    private final Position position;
    private final Evaluation evaluation;

    Selection(AggregateOperator operator, Position position, Evaluation evaluation) {
        this.operator = operator;
        this.position = position;
        this.evaluation = evaluation;
    }

    /** Warns of ratios that none can be. */
    void check(double[] parameters, Position parameterPosition) {
        if (operator == AggregateOperator.LIMIT_RATIO) {
            double max = Arrays.stream(parameters).max().orElse(0);
            double min = Arrays.stream(parameters).min().orElse(0);
            if (max > 1) {
                evaluation.annotations().invalidRatio(max, 1, parameterPosition);
            }
            if (min < -1) {
                evaluation.annotations().invalidRatio(min, -1, parameterPosition);
            }
        }
    }

    /** The samples that are selected; for a single step in the order of their values. */
    List<Column> of(List<Column> group, double[] parameters) {
        Map<Column, ColumnBuilder> selected = new LinkedHashMap<>();
        for (int step = 0; step < parameters.length; step++) {
            for (Column column : at(step, group, parameters[step])) {
                ColumnBuilder result = selected.computeIfAbsent(
                        column, key -> new ColumnBuilder(key.labels(), key.dropName(), key.steps()));
                result.set(step, column.values()[step]);
                result.set(step, column.histogram(step));
            }
        }
        return selected.values().stream().map(ColumnBuilder::build).toList();
    }

    private List<Column> at(int step, List<Column> group, double parameter) {
        List<Column> present = new ArrayList<>();
        for (Column column : group) {
            if (column.has(step)) {
                present.add(column);
            }
        }
        if (present.isEmpty()) {
            return present;
        }
        return operator == AggregateOperator.LIMIT_RATIO ? ratio(present, parameter) : some(present, step, parameter);
    }

    private List<Column> some(List<Column> present, int step, double parameter) {
        if (Double.isNaN(parameter) || parameter >= Long.MAX_VALUE || parameter <= Long.MIN_VALUE) {
            throw QueryException.execution("Scalar value " + Texts.general(parameter) + " overflows int64");
        }
        int k = Math.clamp((long) parameter, 0, present.size());
        if (operator == AggregateOperator.LIMITK || k == 0) {
            return present.subList(0, k);
        }
        boolean descending = operator == AggregateOperator.TOPK;
        List<Column> floats = new ArrayList<>(present.size());
        for (Column column : present) {
            if (column.hasFloat(step)) {
                floats.add(column);
            } else {
                evaluation.annotations().histogramIgnored(operator.symbol(), position);
            }
        }
        return first(floats, step, descending, k);
    }

    /** The first ones in the order of their values, without sorting all when few are wanted. */
    private static List<Column> first(List<Column> floats, int step, boolean descending, int k) {
        Comparator<Column> order = (a, b) -> SortFunctions.compare(a.values()[step], b.values()[step], descending);
        if (k > FEW) {
            floats.sort(order);
            return floats.subList(0, Math.min(k, floats.size()));
        }
        List<Column> best = new ArrayList<>(k + 1);
        for (Column column : floats) {
            if (best.size() == k && order.compare(column, best.getLast()) >= 0) {
                continue;
            }
            int place = best.size();
            while (place > 0 && order.compare(column, best.get(place - 1)) < 0) {
                place--;
            }
            best.add(place, column);
            if (best.size() > k) {
                best.removeLast();
            }
        }
        return best;
    }

    /** Those whose labels say so: always the same ones, and with a negative ratio just those that its complement leaves. */
    private static List<Column> ratio(List<Column> present, double ratio) {
        if (Double.isNaN(ratio)) {
            throw QueryException.execution("Ratio value NaN is NaN");
        }
        return present.stream()
                .filter(column -> {
                    double place = (column.labels().hash64() >>> 11) * 0x1.0p-53;
                    return ratio >= 0 ? place < ratio : place >= 1 + ratio;
                })
                .toList();
    }
}
