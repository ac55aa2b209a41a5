// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.process;

import dev.plinth.core.kernel.cluster.Cores;
import dev.plinth.core.telemetry.MetricProperties;
import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.WhileServing;
import dev.plinth.core.telemetry.metric.LiveSeries;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.scrape.ExpositionException;
import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.TimeSeries;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Hands on what this core measures of itself, every 15 seconds. Each core does so for itself. */
@Component
class CoreMetrics extends WhileServing {
    private static final Logger LOG = LoggerFactory.getLogger(CoreMetrics.class);
    private static final String JOB = "core";
    private static final int SECONDS = 15;

    private final MetricProperties properties;
    private final ObjectProvider<MetricSink> sink;
    private final ObjectProvider<PrometheusMeterRegistry> registry;
    private final Cores cores;
    private final Clock clock;
    private @Nullable Running running;

    private record Running(LiveSeries series, ScheduledExecutorService timer) {}

    CoreMetrics(
            TelemetryRoom room,
            MetricProperties properties,
            ObjectProvider<MetricSink> sink,
            ObjectProvider<PrometheusMeterRegistry> registry,
            Cores cores,
            Clock clock) {
        super(room);
        this.properties = properties;
        this.sink = sink;
        this.registry = registry;
        this.cores = cores;
        this.clock = clock;
    }

    @Override
    protected boolean beginWork() {
        MetricSink to = sink.getIfAvailable();
        PrometheusMeterRegistry meters = registry.getIfAvailable();
        if (!properties.own() || to == null || meters == null) {
            return false;
        }
        LiveSeries series = new LiveSeries(to);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("core-metrics").factory());
        var _ = timer.scheduleAtFixedRate(() -> handOn(meters, series), 0, SECONDS, TimeUnit.SECONDS);
        running = new Running(series, timer);
        return true;
    }

    private void handOn(PrometheusMeterRegistry meters, LiveSeries series) {
        long time = clock.millis();
        try {
            ProcessText text = ProcessText.read(
                    meters.scrape().getBytes(StandardCharsets.UTF_8),
                    Labels.of("job", JOB, "instance", cores.id()),
                    time);
            Set<Labels> now = text.series().stream().map(TimeSeries::labels).collect(Collectors.toSet());
            series.accept(ProcessText.APP, text.series(), now, text.metadata(), time);
        } catch (ExpositionException e) {
            LOG.warn("This core's metrics are more than is taken: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.debug("This core's metrics are lost", e);
        }
    }

    /** Its series end, as the core does. */
    @Override
    protected void endWork() throws InterruptedException {
        Running open = Objects.requireNonNull(running);
        open.timer().shutdownNow();
        try {
            if (open.timer().awaitTermination(1, TimeUnit.SECONDS)) {
                open.series().accept(ProcessText.APP, List.of(), Set.of(), List.of(), clock.millis());
            }
        } catch (RuntimeException e) {
            LOG.debug("The end of this core's series is not told", e);
        }
    }
}
