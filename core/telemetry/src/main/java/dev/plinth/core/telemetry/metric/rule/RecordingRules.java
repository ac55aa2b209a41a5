// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.MetricStore;
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

/** Evaluates all groups of recording rules there are. Of several cores one does so; when it is gone, another goes on. */
@Component
public class RecordingRules implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RecordingRules.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final long LOOK_MILLIS = 1_000;

    private final TelemetryRoom room;
    private final Kind<RecordingRulesSpec> kind;
    private final ResourceView resources;
    private final MetricStore store;
    private final ObjectProvider<MetricSink> sink;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private @Nullable Running running;

    private record Running(PostgresDuty duty, RuleGroups groups, ScheduledExecutorService timer) {}

    RecordingRules(
            TelemetryRoom room,
            Kind<RecordingRulesSpec> kind,
            ResourceView resources,
            MetricStore store,
            ObjectProvider<MetricSink> sink,
            JdbcTemplate jdbc,
            Clock clock) {
        this.room = room;
        this.kind = kind;
        this.resources = resources;
        this.store = store;
        this.sink = sink;
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
        RuleGroups groups = new RuleGroups(this::decided, store, to, duty, clock);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("recording-rules").factory());
        duty.start();
        var _ = timer.scheduleWithFixedDelay(() -> look(groups), 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        running = new Running(duty, groups, timer);
    }

    /** All groups as they are decided now. */
    List<RuleGroup> decided() {
        return resources.list(kind.name()).stream()
                .map(resource -> new RuleGroup(resource.key(), kind.read(resource)))
                .toList();
    }

    private static void look(RuleGroups groups) {
        try {
            groups.reconcile();
        } catch (RuntimeException e) {
            LOG.error("Which rules there are could not be found out", e);
        }
    }

    /** All groups there are, by environment and name. What this core does not evaluate is in an unknown state here. */
    public synchronized List<RecordingRulesView> groups() {
        return running == null
                ? decided().stream()
                        .map(group -> RecordingRulesView.of(group, GroupHealth.UNKNOWN))
                        .toList()
                : running.groups().views();
    }

    /** Whether it is this core that evaluates. */
    public synchronized boolean isHere() {
        return running != null && running.groups().isMine();
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
        open.groups().close();
        open.duty().close();
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }
}
