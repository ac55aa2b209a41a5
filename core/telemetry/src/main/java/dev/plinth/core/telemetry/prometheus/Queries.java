// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.metric.MetricStore;
import dev.plinth.core.telemetry.metric.MetricStore.Reading;
import dev.plinth.promql.Engine;
import dev.plinth.promql.EngineOptions;
import dev.plinth.promql.QueryException;
import dev.plinth.promql.QueryResult;
import dev.plinth.promql.model.Texts;
import dev.plinth.promql.parser.Expr;
import dev.plinth.promql.parser.ParseException;
import dev.plinth.promql.parser.Parser;
import dev.plinth.promql.parser.ParserOptions;
import dev.plinth.promql.parser.ValueType;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Runs queries: not too many at a time, none that reads too much, and none for too long. */
@Component
@EnableConfigurationProperties(QueryProperties.class)
class Queries {
    private final QueryProperties properties;
    private final ObjectProvider<MetricStore> store;
    private final TelemetryRoom room;
    private final MetricRights rights;
    private final Semaphore running;

    Queries(QueryProperties properties, ObjectProvider<MetricStore> store, TelemetryRoom room, MetricRights rights) {
        this.properties = properties;
        this.store = store;
        this.room = room;
        this.rights = rights;
        this.running = new Semaphore(properties.concurrency(), true);
    }

    /**
     * What is asked, beside the time that it is asked for.
     *
     * @param timeout how long it may take
     * @param lookback how old a sample may be; as usual if absent
     */
    record Query(Expr expr, Duration timeout, @Nullable Duration lookback) {}

    /** Reads what the caller may read. */
    Reading open(Principal caller) {
        var readable = rights.readable(caller);
        MetricStore found = store.getIfAvailable();
        if (found == null) {
            room.require();
            throw new ApiException(ApiException.Type.UNAVAILABLE, "there is no store of metrics here");
        }
        return found.open(readable);
    }

    Query query(Parameters parameters) {
        Duration timeout = parameters.timeout(properties.timeout());
        Duration lookback = parameters.lookback();
        return new Query(parse(parameters), timeout, lookback);
    }

    static Expr parse(Parameters parameters) {
        try {
            return Parser.parse(parameters.text("query"), ParserOptions.STABLE);
        } catch (ParseException e) {
            throw ApiException.invalid("query", e.getMessage());
        }
    }

    QueryResult instant(Reading reading, Query query, long time) {
        return run(
                reading,
                query,
                time,
                time,
                engine -> engine.instant(reading, query.expr(), time, Thread.currentThread()::isInterrupted));
    }

    QueryResult range(Reading reading, Query query, long start, long end, long step) {
        ValueType type = query.expr().type();
        if (type != ValueType.SCALAR && type != ValueType.VECTOR) {
            throw ApiException.invalid(
                    "query",
                    "invalid expression type " + Texts.quote(type.words())
                            + " for range query, must be Scalar or instant Vector");
        }
        return run(
                reading,
                query,
                start,
                end,
                engine -> engine.range(reading, query.expr(), start, end, step, Thread.currentThread()::isInterrupted));
    }

    /** Something that an engine does. */
    private interface Work {
        QueryResult with(Engine engine);
    }

    private QueryResult run(Reading reading, Query query, long start, long end, Work work) {
        long deadline = System.nanoTime() + query.timeout().toNanos();
        await(query.timeout());
        try {
            EngineOptions options = EngineOptions.DEFAULT.withMaxSamples(properties.maxSamples());
            if (query.lookback() != null) {
                options = options.withLookback(query.lookback());
            }
            Cost.check(reading, query.expr(), start, end, options.lookback(), properties.maxSamplesRead());
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            return work.with(new Engine(options.withTimeout(left)));
        } catch (QueryException e) {
            ApiException.Type type = switch (e.kind()) {
                case EXECUTION, TOO_MANY_SAMPLES -> ApiException.Type.EXECUTION;
                case TIMEOUT -> ApiException.Type.TIMEOUT;
                case CANCELLED -> ApiException.Type.CANCELED;
            };
            throw new ApiException(type, e.getMessage(), e);
        } finally {
            running.release();
        }
    }

    private void await(Duration timeout) {
        try {
            if (!running.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new ApiException(ApiException.Type.TIMEOUT, "query timed out in query queue");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ApiException.Type.CANCELED, "query was canceled in query queue", e);
        }
    }
}
