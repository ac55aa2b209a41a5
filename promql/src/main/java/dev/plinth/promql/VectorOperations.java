// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.parser.Expr;
import dev.plinth.promql.parser.VectorMatching;
import dev.plinth.promql.parser.VectorMatching.Cardinality;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A binary operator between two instant vectors. Which series belong together is found once, not at each step. */
final class VectorOperations {
    private final Expr.Binary binary;
    private final VectorMatching matching;
    private final Set<String> matchingLabels;
    private final Set<String> ignoredLabels;
    private final Evaluation evaluation;

    VectorOperations(Expr.Binary binary, Evaluation evaluation) {
        this.binary = binary;
        this.matching = Objects.requireNonNull(binary.matching());
        this.matchingLabels = new HashSet<>(matching.labels());
        this.ignoredLabels = new HashSet<>(matching.labels());
        this.ignoredLabels.add(Labels.METRIC_NAME);
        this.evaluation = evaluation;
    }

    Columns apply(List<Column> left, List<Column> right) {
        return switch (binary.operator()) {
            case AND -> Columns.of(intersect(left, right, true));
            case UNLESS -> Columns.of(intersect(left, right, false));
            case OR -> {
                List<Column> union = new ArrayList<>(left);
                union.addAll(intersect(right, left, false));
                yield evaluation.distinct(Columns.of(union));
            }
            default -> evaluation.distinct(Columns.of(match(left, right)));
        };
    }

    /** What is the same for series that belong together. */
    private Labels signature(Labels labels) {
        return matching.on() ? labels.keep(matchingLabels) : labels.drop(ignoredLabels);
    }

    /** The samples of the first that have, or have not, one of the second at the same step. */
    private List<Column> intersect(List<Column> first, List<Column> second, boolean wanted) {
        Map<Labels, BitSet> present = new HashMap<>();
        for (Column column : second) {
            present.computeIfAbsent(signature(column.labels()), key -> new BitSet())
                    .or(Evaluation.presence(column));
        }
        List<Column> result = new ArrayList<>();
        BitSet none = new BitSet();
        for (Column column : first) {
            evaluation.check();
            BitSet steps = present.getOrDefault(signature(column.labels()), none);
            ColumnBuilder kept = new ColumnBuilder(column.labels(), column.dropName(), column.steps());
            boolean any = false;
            for (int step = 0; step < column.steps(); step++) {
                if (column.has(step) && steps.get(step) == wanted) {
                    kept.set(step, column.values()[step]);
                    kept.set(step, column.histogram(step));
                    any = true;
                }
            }
            if (any) {
                result.add(kept.build());
            }
        }
        return result;
    }

    /** Series with the same signature: those of the side with one at each step, and the results so far. */
    private static final class Group {
        private final List<Column> ones = new ArrayList<>();
        private final Map<Labels, ColumnBuilder> results = new HashMap<>();
        private final BitSet matched = new BitSet();
    }

    private List<Column> match(List<Column> left, List<Column> right) {
        boolean swapped = matching.cardinality() == Cardinality.ONE_TO_MANY;
        List<Column> many = swapped ? right : left;
        Map<Labels, Group> groups = groups(swapped ? left : right, anywhere(many));
        ElementOperation operation = new ElementOperation(binary, evaluation.annotations());
        List<ColumnBuilder> results = new ArrayList<>();
        for (Column column : many) {
            evaluation.check();
            Group group = groups.get(signature(column.labels()));
            if (group != null) {
                for (Column one : group.ones) {
                    match(column, one, swapped, group, operation, results);
                }
            }
        }
        return results.stream().map(ColumnBuilder::build).toList();
    }

    /** The steps at which any of them has a sample. */
    private static BitSet anywhere(List<Column> columns) {
        BitSet any = new BitSet();
        for (Column column : columns) {
            any.or(Evaluation.presence(column));
        }
        return any;
    }

    /** @param others the steps at which the other side has any sample, and so more than one on this side is wrong */
    private Map<Labels, Group> groups(List<Column> ones, BitSet others) {
        Map<Labels, Group> groups = new HashMap<>();
        Map<Labels, BitSet> present = new HashMap<>();
        for (Column one : ones) {
            Labels signature = signature(one.labels());
            Group group = groups.computeIfAbsent(signature, key -> new Group());
            BitSet steps = Evaluation.presence(one);
            steps.and(others);
            BitSet before = present.computeIfAbsent(signature, key -> new BitSet());
            if (before.intersects(steps)) {
                throw duplicate(one, group, before, steps);
            }
            before.or(steps);
            group.ones.add(one);
        }
        return groups;
    }

    private QueryException duplicate(Column one, Group group, BitSet before, BitSet steps) {
        BitSet both = (BitSet) before.clone();
        both.and(steps);
        int step = both.nextSetBit(0);
        Labels other = Labels.EMPTY;
        for (Column earlier : group.ones) {
            if (earlier.has(step)) {
                other = earlier.labels();
            }
        }
        String side = matching.cardinality() == Cardinality.ONE_TO_MANY ? "left" : "right";
        return QueryException.execution("found duplicate series for the match group " + signature(one.labels())
                + " on the " + side + " hand-side of the operation: [" + one.labels() + ", " + other
                + "];many-to-many matching not allowed: matching labels must be unique on one side");
    }

    private void match(
            Column many,
            Column one,
            boolean swapped,
            Group group,
            ElementOperation operation,
            List<ColumnBuilder> results) {
        ColumnBuilder result = null;
        for (int step = 0; step < many.steps(); step++) {
            if (!many.has(step) || !one.has(step)) {
                continue;
            }
            Column left = swapped ? one : many;
            Column right = swapped ? many : one;
            Histogram leftHistogram = left.histogram(step);
            Histogram rightHistogram = right.histogram(step);
            if (!operation.apply(left.values()[step], leftHistogram, right.values()[step], rightHistogram)) {
                continue;
            }
            if (result == null) {
                result = result(many, one, group, results);
            }
            boolean toOne = matching.cardinality() == Cardinality.ONE_TO_ONE;
            if (toOne ? group.matched.get(step) : result.has(step)) {
                throw QueryException.execution(
                        toOne
                                ? "multiple matches for labels: many-to-one matching must be explicit"
                                        + " (group_left/group_right)"
                                : "multiple matches for labels: grouping labels must ensure unique matches");
            }
            group.matched.set(step);
            set(result, step, operation.value(), operation.histogram());
        }
    }

    private static void set(ColumnBuilder result, int step, double value, @Nullable Histogram histogram) {
        if (histogram == null) {
            result.set(step, value);
        } else {
            result.set(step, histogram);
        }
    }

    private ColumnBuilder result(Column many, Column one, Group group, List<ColumnBuilder> results) {
        return group.results.computeIfAbsent(resultLabels(many.labels(), one.labels()), labels -> {
            ColumnBuilder created = new ColumnBuilder(labels, binary.returnBool(), many.steps());
            results.add(created);
            return created;
        });
    }

    private Labels resultLabels(Labels many, Labels one) {
        Labels labels = many;
        if (binary.operator().isArithmetic()) {
            labels = labels.dropMetric();
        }
        if (matching.cardinality() == Cardinality.ONE_TO_ONE) {
            labels = matching.on() ? labels.keep(matchingLabels) : labels.drop(matchingLabels);
        }
        for (String name : matching.include()) {
            labels = labels.with(name, one.get(name));
        }
        return binary.returnBool() ? evaluation.unnamed(labels) : labels;
    }
}
