// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import dev.plinth.core.telemetry.metric.MetricStore;
import dev.plinth.promql.Engine;
import dev.plinth.promql.EngineOptions;
import dev.plinth.promql.QueryException;
import dev.plinth.promql.QueryResult;
import dev.plinth.promql.QueryResult.Matrix;
import dev.plinth.promql.QueryResult.Sample;
import dev.plinth.promql.QueryResult.Scalar;
import dev.plinth.promql.QueryResult.Text;
import dev.plinth.promql.QueryResult.Vector;
import dev.plinth.promql.SeriesSource;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.parser.ParseException;
import dev.plinth.promql.parser.ParserOptions;
import dev.plinth.timeseries.Point;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Evaluates one rule at one time. May be used by several threads; few of them evaluate at once. */
final class RuleEvaluation {
    /** In memory at once, for one rule. */
    private static final long MAX_SAMPLES = 5_000_000;

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final int AT_ONCE = 2;

    private final MetricStore store;
    private final Engine engine = new Engine(EngineOptions.DEFAULT
            .withParser(ParserOptions.STABLE)
            .withMaxSamples(MAX_SAMPLES)
            .withTimeout(TIMEOUT));
    private final Semaphore room = new Semaphore(AT_ONCE, true);

    RuleEvaluation(MetricStore store) {
        this.store = store;
    }

    /** Why a rule gave nothing. */
    static final class RuleException extends Exception {
        private static final long serialVersionUID = 1L;

        RuleException(String message) {
            super(message);
        }
    }

    /**
     * What the rule gives, by the labels it gives it.
     *
     * @param results of rules before it
     */
    Map<Labels, Point> evaluate(RuleGroup group, RuleGroup.Rule rule, SeriesSource results, long time)
            throws RuleException, InterruptedException {
        room.acquire();
        try {
            MetricStore.Reading reading =
                    store.open(labels -> labels.get(RuleGroup.ENV).equals(group.env()));
            QueryResult result = engine.instant(
                    new ResultSource(reading, results),
                    engine.parse(rule.expression()),
                    time,
                    () -> Thread.currentThread().isInterrupted());
            List<String> missing = reading.missing();
            if (!missing.isEmpty()) {
                throw new RuleException("Not all that it reads is there: " + String.join(" ", missing));
            }
            return series(rule, result, time, group.spec().limitOrNone());
        } catch (ParseException | QueryException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("evaluation was stopped");
            }
            throw new RuleException(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            throw new RuleException("It cannot be evaluated: " + e);
        } finally {
            room.release();
        }
    }

    private static Map<Labels, Point> series(RuleGroup.Rule rule, QueryResult result, long time, int limit)
            throws RuleException {
        Map<Labels, Point> series = new LinkedHashMap<>();
        switch (result.value()) {
            case Scalar(long _, double value) -> series.put(rule.apply(Labels.EMPTY), Point.of(time, value));
            case Vector(List<Sample> samples) -> {
                if (limit > 0 && samples.size() > limit) {
                    throw new RuleException("exceeded limit of %d with %d series".formatted(limit, samples.size()));
                }
                for (Sample sample : samples) {
                    Point point = new Point(time, sample.value(), sample.histogram());
                    if (series.put(rule.apply(sample.labels()), point) != null) {
                        throw new RuleException(
                                "vector contains metrics with the same labelset after applying rule labels");
                    }
                }
            }
            case Matrix _, Text _ ->
                throw new RuleException("rule result is not a vector or scalar but a "
                        + result.value().type().words());
        }
        return series;
    }
}
