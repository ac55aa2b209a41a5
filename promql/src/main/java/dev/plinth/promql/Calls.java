// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.model.Stale;
import dev.plinth.promql.parser.Expr;
import dev.plinth.promql.parser.Timing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One call of a function, evaluated for all steps. */
final class Calls {
    private static final int STEPS_BETWEEN_CHECKS = 256;

    private final Evaluator evaluator;
    private final Evaluation evaluation;
    private final String name;
    private final List<Expr> arguments;
    private final Steps steps;

    Calls(Evaluator evaluator, Expr.Call call, Steps steps) {
        this.evaluator = evaluator;
        this.evaluation = evaluator.evaluation();
        this.name = call.function().name();
        this.arguments = call.arguments();
        this.steps = steps;
    }

    double[] scalar() {
        double[] values = new double[steps.count()];
        switch (name) {
            case "pi" -> Arrays.fill(values, Math.PI);
            case "time" -> Arrays.setAll(values, step -> steps.time(step) / 1000.0);
            default -> scalar(values, evaluator.vector(arguments.getFirst(), steps));
        }
        return values;
    }

    /** The one float at each step, or no number when there is none or there are several. */
    private static void scalar(double[] values, Columns columns) {
        Arrays.fill(values, Double.NaN);
        int[] counts = new int[values.length];
        for (Column column = columns.next(); column != null; column = columns.next()) {
            for (int step = 0; step < values.length; step++) {
                if (column.hasFloat(step) && column.histogram(step) == null) {
                    values[step] = ++counts[step] == 1 ? column.values()[step] : Double.NaN;
                }
            }
        }
    }

    Columns vector() {
        RangeFunction ofRange = RangeFunctions.find(name);
        if (ofRange != null) {
            return ofRange(ofRange);
        }
        DoubleUnaryOperator ofNumber = MathFunctions.find(name);
        if (ofNumber != null) {
            return ofFloats(ofNumber);
        }
        DoubleUnaryOperator ofDate = DateFunctions.find(name);
        if (ofDate != null) {
            return arguments.isEmpty() ? now(ofDate) : ofFloats(ofDate);
        }
        ToDoubleFunction<Histogram> ofHistogram = HistogramFunctions.find(name);
        if (ofHistogram != null) {
            return ofHistograms(ofHistogram);
        }
        return switch (name) {
            case "absent" -> absent(evaluator.vector(arguments.getFirst(), steps));
            case "absent_over_time" -> absent(results(OverTimeFunctions.present()));
            case "clamp" -> clamp(scalarOf(1), scalarOf(2));
            case "clamp_min" -> clamp(scalarOf(1), constant(Double.POSITIVE_INFINITY));
            case "clamp_max" -> clamp(constant(Double.NEGATIVE_INFINITY), scalarOf(1));
            case "round" -> round(arguments.size() > 1 ? scalarOf(1) : constant(1));
            case "timestamp" -> timestamp();
            case "vector" ->
                Columns.of(List.of(Column.of(Labels.EMPTY, false, scalarOf(0)))).map(UnaryOperator.identity());
            case "histogram_quantile", "histogram_fraction" -> estimate();
            case "label_replace" -> LabelFunctions.replace(vectorOf(0), Evaluator.strings(rest(1)));
            case "label_join" -> LabelFunctions.join(vectorOf(0), Evaluator.strings(rest(1)));
            case "sort", "sort_desc", "sort_by_label", "sort_by_label_desc" -> sorted();
            case "info" -> info();
            default -> throw new IllegalArgumentException("no function: " + name);
        };
    }

    private Columns vectorOf(int argument) {
        return evaluator.vector(arguments.get(argument), steps);
    }

    private double[] scalarOf(int argument) {
        return evaluator.scalar(arguments.get(argument), steps);
    }

    private List<Expr> rest(int from) {
        return arguments.subList(from, arguments.size());
    }

    private double[] constant(double value) {
        double[] values = new double[steps.count()];
        Arrays.fill(values, value);
        return values;
    }

    /** Something made of each float, step by step. */
    private interface OfFloat {
        double apply(int step, double value);
    }

    private Columns ofFloats(DoubleUnaryOperator function) {
        return ofFloats((step, value) -> function.applyAsDouble(value));
    }

    private Columns ofFloats(OfFloat function) {
        return evaluation.distinct(vectorOf(0).map(column -> {
            double[] values = Column.nothing(column.steps());
            for (int step = 0; step < values.length; step++) {
                if (column.hasFloat(step) && column.histogram(step) == null) {
                    values[step] = function.apply(step, column.values()[step]);
                }
            }
            return Column.of(evaluation.unnamed(column.labels()), true, values);
        }));
    }

    private Columns ofHistograms(ToDoubleFunction<Histogram> function) {
        return evaluation.distinct(vectorOf(0).map(column -> {
            double[] values = Column.nothing(column.steps());
            for (int step = 0; step < values.length; step++) {
                Histogram histogram = column.histogram(step);
                if (histogram != null) {
                    values[step] = function.applyAsDouble(histogram);
                }
            }
            return Column.of(evaluation.unnamed(column.labels()), true, values);
        }));
    }

    /** A part of the time of evaluation. */
    private Columns now(DoubleUnaryOperator part) {
        double[] values = new double[steps.count()];
        Arrays.setAll(values, step -> part.applyAsDouble((double) Math.floorDiv(steps.time(step), 1000L)));
        return Columns.of(List.of(Column.of(Labels.EMPTY, false, values))).map(UnaryOperator.identity());
    }

    private Columns round(double[] multiples) {
        return ofFloats((step, value) -> MathFunctions.round(value, multiples[step]));
    }

    private Columns clamp(double[] min, double[] max) {
        return ofFloats((step, value) ->
                max[step] < min[step] ? Stale.MARKER : MathFunctions.clamp(value, min[step], max[step]));
    }

    private Columns timestamp() {
        if (Evaluator.bare(arguments.getFirst()) instanceof Expr.VectorSelector selector) {
            return evaluation.distinct(
                    evaluator.selectors().times(selector, steps).map(evaluation::unnamed));
        }
        return evaluation.distinct(vectorOf(0).map(column -> {
            double[] values = Column.nothing(column.steps());
            for (int step = 0; step < values.length; step++) {
                if (column.has(step)) {
                    values[step] = steps.time(step) / 1000.0;
                }
            }
            return Column.of(evaluation.unnamed(column.labels()), true, values);
        }));
    }

    private Columns ofRange(RangeFunction function) {
        if (name.equals("last_over_time")) {
            return results(function);
        }
        return Evaluation.relabel(results(function), evaluation::unnamed);
    }

    /** What the function gives for each series, with the labels of the series. */
    private Columns results(RangeFunction function) {
        int ranged = name.equals("quantile_over_time") ? 1 : 0;
        double[][] scalars = new double[arguments.size()][];
        for (int i = 0; i < scalars.length; i++) {
            scalars[i] = i == ranged ? new double[0] : scalarOf(i);
        }
        Selectors.Ranges ranges = evaluator.selectors().ranges(arguments.get(ranged), steps, name);
        Columns columns = () ->
                ranges.series().hasNext() ? result(function, ranges.series().next(), ranges.window(), scalars) : null;
        return columns.map(UnaryOperator.identity());
    }

    private Column result(RangeFunction function, RangeSeries series, Window window, double[][] scalars) {
        long weight = series.weight();
        evaluation.hold(weight);
        ColumnBuilder column = new ColumnBuilder(series.labels, series.dropName, steps.count());
        RangeFunction.Output output = new RangeFunction.Output(column);
        RangeWindow slice =
                new RangeWindow(series, window, scalars, arguments.getFirst().position(), evaluation);
        for (int step = 0; step < steps.count(); step++) {
            if (step % STEPS_BETWEEN_CHECKS == 0) {
                evaluation.check();
            }
            slice.slideTo(step, steps.time(step));
            output.moveTo(step);
            if (!slice.isEmpty()) {
                function.apply(slice, output);
            }
        }
        evaluation.release(weight);
        if (output.hasFloats() && (name.equals("rate") || name.equals("increase"))) {
            checkCounter(series.labels.metricName());
        }
        return output.column();
    }

    private void checkCounter(String metric) {
        boolean counter = metric.isEmpty()
                || metric.endsWith("_total")
                || metric.endsWith("_sum")
                || metric.endsWith("_count")
                || metric.endsWith("_bucket");
        if (!counter) {
            evaluation
                    .annotations()
                    .possiblyNoCounter(metric, arguments.getFirst().position());
        }
    }

    /** One at each step at which no series has a sample. */
    private Columns absent(Columns columns) {
        BitSet present = new BitSet();
        for (Column column = columns.next(); column != null; column = columns.next()) {
            present.or(Evaluation.presence(column));
        }
        double[] values = Column.nothing(steps.count());
        for (int step = 0; step < values.length; step++) {
            if (!present.get(step)) {
                values[step] = 1;
            }
        }
        return Columns.of(List.of(Column.of(absentLabels(), false, values))).map(UnaryOperator.identity());
    }

    /** The labels that the selector says exactly. */
    private Labels absentLabels() {
        List<Matcher> matchers = switch (Evaluator.bare(arguments.getFirst())) {
            case Expr.VectorSelector selector -> selector.matchers();
            case Expr.MatrixSelector matrix -> matrix.selector().matchers();
            default -> List.of();
        };
        Labels labels = Labels.EMPTY;
        Set<String> seen = new HashSet<>();
        for (Matcher matcher : matchers) {
            if (!matcher.name().equals(Labels.METRIC_NAME)) {
                boolean exact = matcher.kind() == Matcher.Kind.EQUAL && seen.add(matcher.name());
                labels = labels.with(matcher.name(), exact ? matcher.value() : "");
            }
        }
        return labels;
    }

    private Columns estimate() {
        boolean quantile = name.equals("histogram_quantile");
        double[] first = scalarOf(0);
        double[] second = quantile ? first : scalarOf(1);
        Expr vector = arguments.getLast();
        List<Column> columns = evaluator.collect(vector, steps);
        long weight = columns.stream().mapToLong(Column::weight).sum();
        var numberPosition = arguments.getFirst().position();
        Columns result = quantile
                ? HistogramFunctions.quantile(first, columns, numberPosition, vector.position(), evaluation)
                : HistogramFunctions.fraction(first, second, columns, numberPosition, vector.position(), evaluation);
        evaluation.release(weight);
        return evaluation.distinct(result);
    }

    private Columns sorted() {
        if (steps.count() > 1) {
            return name.startsWith("sort_by_label") ? vectorOf(0) : floatsOnly(vectorOf(0));
        }
        List<Column> columns = evaluator.collect(arguments.getFirst(), steps);
        evaluation.release(columns);
        boolean descending = name.endsWith("_desc");
        return Columns.of(
                name.startsWith("sort_by_label")
                        ? SortFunctions.byLabels(columns, Evaluator.strings(rest(1)), descending)
                        : SortFunctions.byValue(columns, descending));
    }

    private static Columns floatsOnly(Columns columns) {
        return columns.map(column -> Column.of(column.labels(), column.dropName(), column.values()));
    }

    private Columns info() {
        List<Matcher> selector =
                arguments.size() > 1 && Evaluator.bare(arguments.get(1)) instanceof Expr.VectorSelector labels
                        ? labels.matchers()
                        : List.of();
        List<Column> columns = evaluator.collect(arguments.getFirst(), steps);
        evaluation.release(columns);
        InfoFunction function = new InfoFunction(selector);
        List<Matcher> matchers = function.infoMatchers(columns);
        List<Column> infos = matchers == null
                ? List.of()
                : evaluation.collect(evaluator.selectors().infoTimes(matchers, infoWindow(), steps));
        evaluation.release(infos);
        return evaluation.distinct(function.combine(columns, infos));
    }

    /** Info is taken of the time of the first selector that it is added to. */
    private Window infoWindow() {
        Timing timing = firstTiming(arguments.getFirst());
        return evaluation.window(
                timing == null ? Timing.NONE : timing,
                evaluation.options().lookback().toMillis());
    }

    private static @Nullable Timing firstTiming(Expr expr) {
        if (expr instanceof Expr.VectorSelector selector) {
            return selector.timing();
        }
        List<Timing> timings = new ArrayList<>();
        for (Expr child : expr.children()) {
            Timing timing = firstTiming(child);
            if (timing != null) {
                timings.add(timing);
            }
        }
        return timings.isEmpty() ? null : timings.getFirst();
    }
}
