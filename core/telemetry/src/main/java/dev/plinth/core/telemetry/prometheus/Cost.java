// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.telemetry.metric.MetricStore.Reading;
import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.parser.Expr;
import dev.plinth.promql.parser.Timing;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a query would read, estimated by how many series its selectors match, and for how long. */
final class Cost {
    /** How often a series has a sample, as most do at most. */
    private static final long INTERVAL = 15_000;

    /** No selector matches more; what such a one could read is not counted when that is allowed. */
    private static final long MOST_SERIES = 1_000_000;

    private final Reading reading;
    private final long lookback;
    private final Span query;
    private final long limit;
    private final Map<Selection, Long> counted = new HashMap<>();
    private long samples;
    private long series;

    private Cost(Reading reading, Duration lookback, Span query, long limit) {
        this.reading = reading;
        this.lookback = lookback.toMillis();
        this.query = query;
        this.limit = limit;
    }

    private record Span(long from, long to) {
        Span at(Timing timing, Span query) {
            Timing.At at = timing.at();
            Span moved = at == null
                    ? this
                    : switch (at.kind()) {
                        case TIME -> new Span(at.millis(), at.millis());
                        case START -> new Span(query.from, query.from);
                        case END -> new Span(query.to, query.to);
                    };
            return new Span(moved.from - timing.offset(), moved.to - timing.offset());
        }

        Span withRange(long range) {
            return new Span(from - range, to);
        }

        long samplesOfOne() {
            return Math.max(1, (to - from) / INTERVAL);
        }
    }

    private record Selection(List<Matcher> matchers, Span span) {}

    /** @throws ApiException when it is more than the limit */
    static void check(Reading reading, Expr expr, long start, long end, Duration lookback, long limit) {
        Span query = new Span(start, end);
        Cost cost = new Cost(reading, lookback, query, limit);
        cost.add(expr, query);
        if (cost.samples > limit) {
            throw new ApiException(
                    ApiException.Type.EXECUTION,
                    String.format(
                            Locale.ROOT,
                            "the query would read about %,d samples of %,d series (limit: %,d samples, by"
                                    + " plinth.telemetry.metrics.query.max-samples-read). Ask for fewer series, or for"
                                    + " less time",
                            cost.samples,
                            cost.series,
                            limit));
        }
    }

    private void add(Expr expr, Span span) {
        switch (expr) {
            case Expr.VectorSelector selector ->
                select(selector.matchers(), span.at(selector.timing(), query).withRange(lookback));
            case Expr.MatrixSelector matrix ->
                select(
                        matrix.selector().matchers(),
                        span.at(matrix.selector().timing(), query).withRange(matrix.range()));
            case Expr.Subquery subquery ->
                add(subquery.operand(), span.at(subquery.timing(), query).withRange(subquery.range()));
            default -> expr.children().forEach(child -> add(child, span));
        }
    }

    private void select(List<Matcher> matchers, Span span) {
        if (span.samplesOfOne() <= limit / MOST_SERIES) {
            return;
        }
        long matching = counted.computeIfAbsent(new Selection(matchers, span), selection ->
                (long) reading.series(matchers, span.from, span.to).size());
        series += matching;
        samples += matching * span.samplesOfOne();
    }
}
