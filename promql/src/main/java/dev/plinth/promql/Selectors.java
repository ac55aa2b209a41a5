// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.model.Stale;
import dev.plinth.promql.parser.Expr;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads series from the source, one at a time. */
final class Selectors {
    private final Evaluation evaluation;
    private final Evaluator evaluator;

    Selectors(Evaluation evaluation, Evaluator evaluator) {
        this.evaluation = evaluation;
        this.evaluator = evaluator;
    }

    /** What is made of the newest sample that is not too old. */
    private interface Pick {
        void sample(ColumnBuilder column, int step, long time, double value, @Nullable Histogram histogram);
    }

    /** The newest sample of each series at each step. */
    Columns instant(Expr.VectorSelector selector, Steps steps, Surroundings surroundings) {
        Window window = evaluation.window(selector.timing(), lookback());
        return pick(selector.matchers(), window, steps, surroundings, (column, step, time, value, histogram) -> {
            if (histogram == null) {
                column.set(step, value);
            } else {
                column.set(step, histogram);
            }
        });
    }

    /** The times of these samples, in seconds. */
    Columns times(Expr.VectorSelector selector, Steps steps) {
        Window window = evaluation.window(selector.timing(), lookback());
        return pick(
                selector.matchers(),
                window,
                steps,
                Surroundings.function("timestamp"),
                (column, step, time, value, histogram) -> column.set(step, time / 1000.0));
    }

    /** The times of samples of info series, in milliseconds. */
    Columns infoTimes(List<Matcher> matchers, Window window, Steps steps) {
        return pick(matchers, window, steps, Surroundings.function("info"), (column, step, time, value, histogram) -> {
            if (histogram != null) {
                throw QueryException.execution("this should be an info metric, with float samples: "
                        + column.build().labels());
            }
            column.set(step, (double) time);
        });
    }

    private long lookback() {
        return evaluation.options().lookback().toMillis();
    }

    private Columns pick(List<Matcher> matchers, Window window, Steps steps, Surroundings surroundings, Pick pick) {
        Iterator<? extends Series> series =
                select(matchers, window, steps, 0, surroundings).iterator();
        Columns columns = () -> series.hasNext() ? pick(series.next(), window, steps, pick) : null;
        return columns.map(column -> column);
    }

    private Column pick(Series series, Window window, Steps steps, Pick pick) {
        evaluation.check();
        Samples samples = series.samples();
        ColumnBuilder column = new ColumnBuilder(series.labels(), false, steps.count());
        long[] times = samples.times();
        int next = 0;
        for (int step = 0; step < steps.count(); step++) {
            long end = window.end(steps.time(step));
            while (next < samples.size() && times[next] <= end) {
                next++;
            }
            int newest = next - 1;
            if (newest < 0 || times[newest] <= end - window.range()) {
                continue;
            }
            Histogram histogram = samples.histogram(newest);
            double value = samples.values()[newest];
            if (histogram == null ? !Stale.is(value) : !histogram.isStale()) {
                pick.sample(column, step, times[newest], value, histogram);
            }
        }
        return column.build();
    }

    private List<? extends Series> select(
            List<Matcher> matchers, Window window, Steps steps, long range, Surroundings surroundings) {
        if (steps.count() == 0) {
            return List.of();
        }
        SelectHints hints = new SelectHints(
                steps.count() == 1 ? 0 : steps.interval(),
                range,
                surroundings.function(),
                surroundings.grouping(),
                surroundings.by());
        long from = window.end(steps.start()) - window.range();
        return evaluation.source().select(matchers, from, window.end(steps.last()), hints);
    }

    /** Ranges of series, and which part of them is looked at for a step. */
    record Ranges(Iterator<RangeSeries> series, Window window) {}

    /** What a range vector selector, or a subquery, gives for all steps. */
    Ranges ranges(Expr expr, Steps steps, String function) {
        return switch (Evaluator.bare(expr)) {
            case Expr.MatrixSelector matrix -> {
                Window window = evaluation.window(matrix.selector().timing(), matrix.range());
                Iterator<? extends Series> series = select(
                                matrix.selector().matchers(),
                                window,
                                steps,
                                matrix.range(),
                                Surroundings.function(function))
                        .iterator();
                yield new Ranges(map(series, RangeSeries::of), window);
            }
            case Expr.Subquery subquery -> {
                Window window = evaluation.window(subquery.timing(), subquery.range());
                Steps inner = steps(subquery, window, steps);
                List<Column> columns = Evaluation.merge(evaluator.collect(subquery.operand(), inner));
                evaluation.release(columns);
                yield new Ranges(map(columns.iterator(), column -> RangeSeries.of(column, inner)), window);
            }
            default -> throw new IllegalArgumentException("no range vector: " + expr.text());
        };
    }

    /** The steps that a subquery is evaluated for: multiples of its own. */
    private Steps steps(Expr.Subquery subquery, Window window, Steps outer) {
        long interval = subquery.step() != 0
                ? subquery.step()
                : evaluation.options().subqueryStep().toMillis();
        if (outer.count() == 0) {
            return new Steps(0, interval, 0);
        }
        long begin = window.end(outer.start()) - window.range();
        long start = interval * (begin / interval);
        if (start <= begin) {
            start += interval;
        }
        return Steps.range(
                start, window.end(outer.last()), interval, evaluation.options().maxSamples());
    }

    private static <S, T> Iterator<T> map(Iterator<S> iterator, Function<S, T> change) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return iterator.hasNext();
            }

            @Override
            public T next() {
                return change.apply(iterator.next());
            }
        };
    }
}
