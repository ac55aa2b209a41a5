// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import dev.plinth.core.telemetry.metric.LiveSeries;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.duty.Schedule;
import dev.plinth.core.telemetry.metric.duty.Task;
import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the metrics of one engine. When it does not answer in time, that is what is told of it, and all its other series end. What was asked and hangs is
 * interrupted, and nothing more is asked until it has ended.
 */
final class EngineTask implements Task<MonitoredEngine> {
    private static final Logger LOG = LoggerFactory.getLogger(EngineTask.class);
    /** On whose account the samples are. */
    private static final String APP = "plinth";

    private static final Duration INTERVAL = Duration.ofSeconds(15);
    static final Duration LIMIT = Duration.ofSeconds(10);
    /** Of 50 minutes: what is older than an hour is not taken any more. */
    private static final int MOST_UNTOLD = 200;

    private static final Metadata DURATION =
            Described.gauge("plinth_engine_probe_duration_seconds", "How long the engine took to tell its metrics");

    private final MonitoredEngine engine;
    private final EngineProbe probe;
    private final LiveSeries series;
    private final BooleanSupplier mine;
    private final Clock clock;
    private final Duration limit;

    /** Whether it answered when the sink took nothing; that is told later, as the engine may be the one that the sink needs. */
    private final Deque<Point> untold = new ArrayDeque<>();

    private @Nullable Thread hanging;
    private boolean answers = true;

    /**
     * Asks nothing yet.
     *
     * @param probe is closed with this
     * @param mine whether it is still this core that asks; what is not is not handed on
     * @param limit how long a round may take
     */
    EngineTask(
            MonitoredEngine engine,
            EngineProbe probe,
            MetricSink sink,
            BooleanSupplier mine,
            Clock clock,
            Duration limit) {
        this.engine = engine;
        this.probe = probe;
        this.series = new LiveSeries(sink);
        this.mine = mine;
        this.clock = clock;
        this.limit = limit;
    }

    @Override
    public MonitoredEngine subject() {
        return engine;
    }

    @Override
    public void update(MonitoredEngine changed) {
        throw new IllegalStateException("Engines stay the same while a core runs");
    }

    @Override
    public String name() {
        return "monitor-" + engine.job();
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public long hash() {
        return engine.labels().hash64();
    }

    @Override
    public void run(long due) throws InterruptedException {
        long time = Schedule.timestamp(due, clock.millis(), INTERVAL);
        long began = System.nanoTime();
        Readings told = new Readings(engine.labels(), time);
        String problem = ask(told);
        double seconds = (System.nanoTime() - began) / 1e9;
        if (!mine.getAsBoolean()) {
            return;
        }
        Readings readings = problem == null ? told : new Readings(engine.labels(), time);
        Point up = Point.of(time, problem == null ? 1 : 0);
        readings.add(engine.up(), up.value());
        readings.add(DURATION, seconds, "engine", engine.job());
        tell(problem);
        try {
            List<TimeSeries> all = new ArrayList<>(readings.series());
            if (!untold.isEmpty()) {
                all.addFirst(new TimeSeries(
                        engine.labels().with(Labels.METRIC_NAME, engine.up().family()),
                        List.copyOf(untold),
                        List.of()));
            }
            series.accept(APP, all, readings.labels(), readings.metadata(), time);
            untold.clear();
        } catch (RuntimeException e) {
            LOG.debug("The metrics of {} are lost", engine.job(), e);
            untold.add(up);
            if (untold.size() > MOST_UNTOLD) {
                untold.removeFirst();
            }
        }
    }

    private void tell(@Nullable String problem) {
        if (problem != null && answers) {
            LOG.warn("{} at {} does not tell its metrics: {}", engine.job(), engine.instance(), problem);
        } else if (problem == null && !answers) {
            LOG.info("{} at {} tells its metrics again", engine.job(), engine.instance());
        }
        answers = problem == null;
    }

    /** Why it does not answer; null when it does. */
    private @Nullable String ask(Readings to) throws InterruptedException {
        Thread before = hanging;
        if (before != null && before.isAlive()) {
            return "what it was asked before still hangs";
        }
        hanging = null;
        FutureTask<Boolean> asked = new FutureTask<>(() -> {
            probe.read(to);
            return true;
        });
        Thread asking = Thread.ofVirtual().name(name()).start(asked);
        try {
            asked.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return null;
        } catch (TimeoutException e) {
            hanging = asking;
            return "no answer within %d s".formatted(limit.toSeconds());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return cause == null ? e.toString() : String.valueOf(cause.getMessage());
        } finally {
            asked.cancel(true);
        }
    }

    /** Engines are there as long as the core is. */
    @Override
    public boolean end(long time) {
        return true;
    }

    @Override
    public void close() {
        probe.close();
    }
}
