// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.WhileServing;
import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Counts visits and transactions while the core serves. */
@Component
@EnableConfigurationProperties(BusinessProperties.class)
class BusinessCounting extends WhileServing {
    private static final Logger LOG = LoggerFactory.getLogger(BusinessCounting.class);
    private static final String VISITS_GROUP = "plinth-business-visits";
    private static final String EVENTS_GROUP = "plinth-business-events";
    private static final int CLEAN_SECONDS = 60;
    private static final Duration STOP = Duration.ofSeconds(5);

    private final KafkaAccess kafka;
    private final TelemetryFigures figures;
    private final BusinessStore store;
    private final AccessReading access;
    private final EventReading events;
    private final BusinessProperties retention;
    private final Clock clock;
    private @Nullable Running running;

    private record Running(List<Counting> countings, ScheduledExecutorService timer) {}

    BusinessCounting(
            TelemetryRoom room,
            KafkaAccess kafka,
            TelemetryFigures figures,
            BusinessStore store,
            AccessReading access,
            EventReading events,
            BusinessProperties retention,
            Clock clock) {
        super(room);
        this.kafka = kafka;
        this.figures = figures;
        this.store = store;
        this.access = access;
        this.events = events;
        this.retention = retention;
        this.clock = clock;
    }

    @Override
    protected boolean beginWork() {
        List<Counting> countings = List.of(
                new Counting(VISITS_GROUP, Topic.ACCESS, kafka, figures, store, access),
                new Counting(EVENTS_GROUP, Topic.EVENTS, kafka, figures, store, events));
        countings.forEach(Counting::start);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("business-clean").factory());
        var _ = timer.scheduleWithFixedDelay(this::clean, CLEAN_SECONDS, CLEAN_SECONDS, TimeUnit.SECONDS);
        running = new Running(countings, timer);
        return true;
    }

    private void clean() {
        Instant now = clock.instant();
        try {
            store.deleteBefore(
                    now.minus(retention.minutes()), now.minus(retention.hours()), now.minusMillis(2 * Visitors.PAUSE));
        } catch (EngineAway e) {
            LOG.debug("What is old is deleted another time", e);
        }
    }

    @Override
    protected void endWork() throws InterruptedException {
        Running open = Objects.requireNonNull(running);
        open.timer().shutdownNow();
        for (Counting each : open.countings()) {
            each.stop(STOP);
        }
    }
}
