// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.duty;

import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.WhileServing;
import dev.plinth.core.telemetry.metric.MetricSink;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Keeps at work what one core does for all. When a core is gone, another goes on with what it did. */
@Component
public class Duties extends WhileServing {
    private static final Logger LOG = LoggerFactory.getLogger(Duties.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final long LOOK_MILLIS = 1_000;

    private final ObjectProvider<MetricSink> sink;
    private final List<DutyWork> works;
    private final JdbcTemplate jdbc;
    private @Nullable Running running;

    private record Running(PostgresDuty duty, ScheduledExecutorService timer) {}

    Duties(TelemetryRoom room, ObjectProvider<MetricSink> sink, List<DutyWork> works, JdbcTemplate jdbc) {
        super(room);
        this.sink = sink;
        this.works = works;
        this.jdbc = jdbc;
    }

    @Override
    protected boolean beginWork() {
        MetricSink to = sink.getIfAvailable();
        if (to == null) {
            return false;
        }
        PostgresDuty duty = new PostgresDuty(jdbc, LEASE);
        works.forEach(work -> work.begin(to, duty));
        duty.start();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("duties").factory());
        var _ = timer.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        running = new Running(duty, timer);
        return true;
    }

    private void look() {
        for (DutyWork work : works) {
            try {
                work.reconcile();
            } catch (RuntimeException e) {
                LOG.error(
                        "What there is to do could not be found out ({})",
                        work.getClass().getSimpleName(),
                        e);
            }
        }
    }

    @Override
    protected void endWork() {
        Running open = Objects.requireNonNull(running);
        open.timer().shutdownNow();
        works.forEach(DutyWork::end);
        open.duty().close();
    }
}
