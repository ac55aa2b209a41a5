// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Estimates;
import dev.plinth.promql.model.Estimates.Estimate;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.parser.Literals;
import dev.plinth.promql.parser.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Functions of histograms, native ones and classic ones. */
final class HistogramFunctions {
    private static final Set<String> BUCKET = Set.of(Labels.BUCKET);

    private HistogramFunctions() {}

    static @Nullable ToDoubleFunction<Histogram> find(String name) {
        return switch (name) {
            case "histogram_count" -> Histogram::count;
            case "histogram_sum" -> Histogram::sum;
            case "histogram_avg" -> Estimates::average;
            case "histogram_stdvar" -> Estimates::variance;
            case "histogram_stddev" -> histogram -> Math.sqrt(Estimates.variance(histogram));
            default -> null;
        };
    }

    /** What is asked of each histogram at each step. */
    private interface Question {
        double ofNative(int step, Histogram histogram, String metric);

        double ofClassic(int step, ClassicHistogram histogram, String metric);
    }

    /** @param numberPosition where the quantile is in the query */
    static Columns quantile(
            double[] quantiles,
            List<Column> columns,
            Position numberPosition,
            Position position,
            Evaluation evaluation) {
        Annotations annotations = evaluation.annotations();
        for (double q : quantiles) {
            Quantiles.check(q, annotations, numberPosition);
        }
        return answer(columns, position, evaluation, new Question() {
            @Override
            public double ofNative(int step, Histogram histogram, String metric) {
                Estimate estimate = Estimates.quantile(quantiles[step], histogram);
                if (estimate.nanObserved()) {
                    annotations.quantileOfNan(Double.isNaN(estimate.value()), metric, numberPosition);
                }
                return estimate.value();
            }

            @Override
            public double ofClassic(int step, ClassicHistogram histogram, String metric) {
                double quantile = histogram.quantile(quantiles[step]);
                if (histogram.wasFixed()) {
                    annotations.forcedMonotonicity(metric, position);
                }
                return quantile;
            }
        });
    }

    /** @param numberPosition where the lower bound is in the query */
    static Columns fraction(
            double[] lower,
            double[] upper,
            List<Column> columns,
            Position numberPosition,
            Position position,
            Evaluation evaluation) {
        return answer(columns, position, evaluation, new Question() {
            @Override
            public double ofNative(int step, Histogram histogram, String metric) {
                Estimate estimate = Estimates.fraction(lower[step], upper[step], histogram);
                if (estimate.nanObserved()) {
                    evaluation.annotations().fractionOfNan(metric, numberPosition);
                }
                return estimate.value();
            }

            @Override
            public double ofClassic(int step, ClassicHistogram histogram, String metric) {
                return histogram.fraction(lower[step], upper[step]);
            }
        });
    }

    /** A series of buckets with its bound. */
    private record Bound(double bound, Column column) {}

    private static Columns answer(List<Column> columns, Position position, Evaluation evaluation, Question question) {
        Map<Labels, List<Bound>> classic = classic(columns, position, evaluation);
        List<Column> answers = new ArrayList<>();
        for (Column column : columns) {
            if (column.histograms() != null) {
                answers.add(ofNative(column, classic.get(column.labels()), position, evaluation, question));
            }
        }
        classic.forEach((labels, bounds) -> {
            evaluation.check();
            answers.add(ofClassic(labels, bounds, question));
        });
        return Columns.of(answers).map(evaluation::unnamed);
    }

    /** The series of buckets of each classic histogram, sorted by their bounds. */
    private static Map<Labels, List<Bound>> classic(List<Column> columns, Position position, Evaluation evaluation) {
        Map<Labels, List<Bound>> classic = new LinkedHashMap<>();
        for (Column column : columns) {
            if (!hasFloats(column)) {
                continue;
            }
            String label = column.labels().get(Labels.BUCKET);
            try {
                double bound = Literals.number(label);
                classic.computeIfAbsent(column.labels().drop(BUCKET), key -> new ArrayList<>())
                        .add(new Bound(bound, column));
            } catch (IllegalArgumentException e) {
                evaluation.annotations().badBucketLabel(column.labels().metricName(), label, position);
            }
        }
        classic.values().forEach(bounds -> bounds.sort(Comparator.comparingDouble(Bound::bound)));
        return classic;
    }

    private static boolean hasFloats(Column column) {
        for (int step = 0; step < column.steps(); step++) {
            if (column.hasFloat(step)) {
                return true;
            }
        }
        return false;
    }

    private static Column ofNative(
            Column column, @Nullable List<Bound> classic, Position position, Evaluation evaluation, Question question) {
        String metric = column.labels().metricName();
        double[] values = Column.nothing(column.steps());
        for (int step = 0; step < values.length; step++) {
            Histogram histogram = column.histogram(step);
            if (histogram == null) {
                continue;
            }
            if (classic != null && anyAt(classic, step)) {
                evaluation.annotations().mixedHistogramKinds(metric, position);
                // neither the one nor the other
                for (Bound bound : classic) {
                    if (bound.column.hasFloat(step)) {
                        bound.column.remove(step);
                    }
                }
            } else {
                values[step] = question.ofNative(step, histogram, metric);
            }
        }
        return Column.of(column.labels(), column.dropName(), values);
    }

    private static boolean anyAt(List<Bound> bounds, int step) {
        for (Bound bound : bounds) {
            if (bound.column.hasFloat(step)) {
                return true;
            }
        }
        return false;
    }

    private static Column ofClassic(Labels labels, List<Bound> bounds, Question question) {
        ClassicHistogram histogram = new ClassicHistogram(bounds.size());
        double[] values = Column.nothing(bounds.getFirst().column.steps());
        for (int step = 0; step < values.length; step++) {
            histogram.clear();
            for (Bound bound : bounds) {
                if (bound.column.hasFloat(step)) {
                    histogram.add(bound.bound, bound.column.values()[step]);
                }
            }
            if (!histogram.isEmpty()) {
                values[step] = question.ofClassic(step, histogram, labels.metricName());
            }
        }
        return Column.of(labels, bounds.getFirst().column.dropName(), values);
    }
}
