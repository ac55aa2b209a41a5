// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.duty.PostgresDuty;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Fetches metrics from all targets there are. Of several cores one does so; when it is gone, another goes on. */
@Component
public class Scraping implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Scraping.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final long LOOK_MILLIS = 1_000;

    private final TelemetryRoom room;
    private final ObjectProvider<MetricSink> sink;
    private final TargetDiscovery discovery;
    private final TargetTokens tokens;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private @Nullable Running running;

    private record Running(PostgresDuty duty, Scrapers scrapers, ScheduledExecutorService timer) {}

    Scraping(
            TelemetryRoom room,
            ObjectProvider<MetricSink> sink,
            TargetDiscovery discovery,
            TargetTokens tokens,
            JdbcTemplate jdbc,
            Clock clock) {
        this.room = room;
        this.sink = sink;
        this.discovery = discovery;
        this.tokens = tokens;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Only when the core serves, so that it serves soon. */
    @EventListener(ApplicationReadyEvent.class)
    synchronized void begin() {
        MetricSink to = sink.getIfAvailable();
        if (!room.isOn() || to == null || running != null) {
            return;
        }
        PostgresDuty duty = new PostgresDuty(jdbc, LEASE);
        Scrapers scrapers = new Scrapers(discovery::targets, tokens, to, duty, clock);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("scrape-targets").factory());
        duty.start();
        var _ = timer.scheduleWithFixedDelay(() -> look(scrapers), 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        running = new Running(duty, scrapers, timer);
    }

    private static void look(Scrapers scrapers) {
        try {
            scrapers.reconcile();
        } catch (RuntimeException e) {
            LOG.error("Which targets there are could not be found out", e);
        }
    }

    /** All targets there are, by name of their resource. What this core does not ask is in an unknown state here. */
    public synchronized List<TargetView> targets() {
        return running == null
                ? discovery.targets().stream()
                        .map(target -> TargetView.of(target, TargetHealth.UNKNOWN))
                        .toList()
                : running.scrapers().views();
    }

    /** Whether it is this core that asks. */
    public synchronized boolean isHere() {
        return running != null && running.duty().isMine(Scrapers.DUTY);
    }

    @Override
    public void start() {
        // begun when the core is ready
    }

    @Override
    public synchronized void stop() {
        Running open = running;
        if (open == null) {
            return;
        }
        running = null;
        open.timer().shutdownNow();
        open.scrapers().close();
        open.duty().close();
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }
}
