// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.QueryResult.Matrix;
import dev.plinth.promql.QueryResult.Row;
import dev.plinth.promql.QueryResult.Sample;
import dev.plinth.promql.QueryResult.Scalar;
import dev.plinth.promql.QueryResult.Text;
import dev.plinth.promql.QueryResult.Vector;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Texts;
import dev.plinth.promql.parser.Expr;
import dev.plinth.promql.parser.ParseException;
import dev.plinth.promql.parser.Parser;
import dev.plinth.promql.parser.Position;
import dev.plinth.promql.parser.ValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Answers queries. It has no state: any number of threads may use one, and the same query of the same data gives the same result. */
public final class Engine {
    private final EngineOptions options;

    public Engine(EngineOptions options) {
        this.options = options;
    }

    /**
     * What a query gives at one time.
     *
     * @throws ParseException when it is none
     * @throws QueryException when it cannot be evaluated
     */
    public QueryResult instant(SeriesSource source, String query, long time) {
        return instant(source, parse(query), time, () -> false);
    }

    /**
     * What a query gives at one time.
     *
     * @param cancelled asked now and then; once it says so, the query ends with an exception
     * @throws QueryException when it cannot be evaluated
     */
    public QueryResult instant(SeriesSource source, Expr query, long time, BooleanSupplier cancelled) {
        Evaluation evaluation = new Evaluation(source, options, time, time, cancelled);
        Evaluator evaluator = new Evaluator(evaluation);
        Steps steps = new Steps(time, 1, 1);
        QueryResult.Value value = switch (query.type()) {
            case SCALAR -> new Scalar(time, evaluator.scalar(query, steps)[0]);
            case STRING -> new Text(time, Evaluator.string(query));
            case VECTOR -> vector(finish(evaluation, evaluator.collect(query, steps)), time);
            case MATRIX -> matrix(evaluation, evaluator.selectors().ranges(query, steps, ""), time);
        };
        return new QueryResult(value, evaluation.annotations().all());
    }

    /**
     * What a query gives at each step from start to end.
     *
     * @param step milliseconds, more than 0
     * @throws ParseException when it is none
     * @throws QueryException when it cannot be evaluated
     */
    public QueryResult range(SeriesSource source, String query, long start, long end, long step) {
        return range(source, parse(query), start, end, step, () -> false);
    }

    /**
     * What a query gives at each step from start to end.
     *
     * @param step milliseconds, more than 0
     * @param cancelled asked now and then; once it says so, the query ends with an exception
     * @throws QueryException when it cannot be evaluated
     */
    public QueryResult range(
            SeriesSource source, Expr query, long start, long end, long step, BooleanSupplier cancelled) {
        if (step <= 0) {
            throw new IllegalArgumentException("step: " + step + " (expected: > 0)");
        }
        if (query.type() != ValueType.SCALAR && query.type() != ValueType.VECTOR) {
            throw QueryException.execution("invalid expression type "
                    + Texts.quote(query.type().words())
                    + " for range query, must be Scalar or instant Vector");
        }
        Evaluation evaluation = new Evaluation(source, options, start, end, cancelled);
        Evaluator evaluator = new Evaluator(evaluation);
        Steps steps = Steps.range(start, end, step, options.maxSamples());
        List<Column> columns = query.type() == ValueType.SCALAR
                ? List.of(Column.of(Labels.EMPTY, false, evaluator.scalar(query, steps)))
                : finish(evaluation, evaluator.collect(query, steps));
        List<Row> rows = new ArrayList<>(columns.size());
        for (Column column : columns) {
            rows.add(new Row(column.labels(), samples(column, steps)));
        }
        rows.sort(Comparator.comparing(Row::labels));
        return new QueryResult(new Matrix(rows), evaluation.annotations().all());
    }

    /**
     * The tree of a query, to be evaluated more than once.
     *
     * @throws ParseException when it is none
     */
    public Expr parse(String query) {
        return Parser.parse(query, options.parser());
    }

    /** One column for each set of labels, without the names that were to be removed at the end. */
    private List<Column> finish(Evaluation evaluation, List<Column> columns) {
        List<Column> merged = Evaluation.merge(columns);
        if (!options.delayedNameRemoval()) {
            return merged;
        }
        List<Column> named = new ArrayList<>(merged.size());
        Set<Labels> seen = new HashSet<>();
        for (Column column : merged) {
            Labels labels = column.dropName() ? column.labels().dropMetric() : column.labels();
            if (!seen.add(labels)) {
                throw QueryException.sameLabels();
            }
            named.add(column.withLabels(labels));
        }
        evaluation.check();
        return named;
    }

    private static Vector vector(List<Column> columns, long time) {
        List<Sample> samples = new ArrayList<>(columns.size());
        for (Column column : columns) {
            Histogram histogram = column.histogram(0);
            samples.add(new Sample(column.labels(), time, histogram == null ? column.values()[0] : 0, histogram));
        }
        return new Vector(samples);
    }

    private static Samples samples(Column column, Steps steps) {
        int size = 0;
        long[] times = new long[column.steps()];
        double[] values = new double[column.steps()];
        @Nullable Histogram[] histograms = column.histograms() == null ? null : new Histogram[column.steps()];
        for (int step = 0; step < column.steps(); step++) {
            if (column.has(step)) {
                times[size] = steps.time(step);
                values[size] = column.histogram(step) == null ? column.values()[step] : 0;
                if (histograms != null) {
                    histograms[size] = column.histogram(step);
                }
                size++;
            }
        }
        return new Samples(times, values, histograms, size);
    }

    /** The samples in the window of the one step. */
    private static Matrix matrix(Evaluation evaluation, Selectors.Ranges ranges, long time) {
        List<Row> rows = new ArrayList<>();
        while (ranges.series().hasNext()) {
            RangeSeries series = ranges.series().next();
            RangeWindow slice =
                    new RangeWindow(series, ranges.window(), new double[0][], new Position(0, 0), evaluation);
            slice.slideTo(0, time);
            if (!slice.isEmpty()) {
                Samples samples = slice.samples();
                evaluation.hold(samples.size());
                rows.add(new Row(series.dropName ? series.labels.dropMetric() : series.labels, samples));
            }
        }
        rows.sort(Comparator.comparing(Row::labels));
        return new Matrix(rows);
    }
}
