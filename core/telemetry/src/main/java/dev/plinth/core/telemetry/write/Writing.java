// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.TelemetryProperties;
import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.WhileServing;
import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.telemetry.opensearch.Indices;
import dev.plinth.core.telemetry.opensearch.OpenSearch;
import dev.plinth.core.telemetry.operation.SeriesStore;
import dev.plinth.core.telemetry.operation.SpanCounts;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What runs behind the ports once the core serves: the writers, and who watches over the room in Kafka and in OpenSearch. Access records have
 * a writer of their own, so that busy gateways keep no logs waiting.
 */
@Component
class Writing extends WhileServing {
    static final String LOGS_GROUP = "plinth-telemetry-writer";
    static final String SPANS_GROUP = "plinth-telemetry-spans";
    static final String ACCESS_GROUP = "plinth-telemetry-access";
    private static final Logger LOG = LoggerFactory.getLogger(Writing.class);
    private static final double FULL = 0.85;
    private static final double ROOM_AGAIN = 0.7;
    private static final int WATCH_SECONDS = 3;
    private static final int CLEAN_SECONDS = 60;
    private static final Duration STOP = Duration.ofSeconds(5);

    private final TelemetryProperties properties;
    private final KafkaAccess kafka;
    private final OpenSearch opensearch;
    private final Indices indices;
    private final TelemetryFigures figures;
    private final DiskGuard disk;
    private final SeriesStore counts;
    private final Clock clock;
    private @Nullable Running running;
    private volatile @Nullable Admin admin;

    private record Running(List<Writer> writers, ScheduledExecutorService timer) {}

    Writing(
            TelemetryRoom room,
            TelemetryProperties properties,
            KafkaAccess kafka,
            OpenSearch opensearch,
            Indices indices,
            TelemetryFigures figures,
            DiskGuard disk,
            SeriesStore counts,
            Clock clock) {
        super(room);
        this.properties = properties;
        this.kafka = kafka;
        this.opensearch = opensearch;
        this.indices = indices;
        this.figures = figures;
        this.disk = disk;
        this.counts = counts;
        this.clock = clock;
    }

    @Override
    protected boolean beginWork() {
        List<Writer> writers = List.of(
                writer(Topic.LOGS, LOGS_GROUP, () -> Documents::of),
                writer(Topic.SPANS, SPANS_GROUP, () -> new SpanReading(new SpanCounts(counts))),
                writer(Topic.ACCESS, ACCESS_GROUP, () -> new AccessReading(new SpanCounts(counts), kafka)));
        writers.forEach(Writer::start);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("telemetry-watch").factory());
        var _ = timer.scheduleWithFixedDelay(this::watch, WATCH_SECONDS, WATCH_SECONDS, TimeUnit.SECONDS);
        var _ = timer.scheduleWithFixedDelay(this::clean, WATCH_SECONDS, CLEAN_SECONDS, TimeUnit.SECONDS);
        running = new Running(writers, timer);
        return true;
    }

    private Writer writer(Topic topic, String group, Supplier<Reading> readings) {
        return new Writer(topic, group, kafka, opensearch, indices, figures, readings);
    }

    /** Nothing that was acknowledged is to be deleted unread, so more is refused before that. */
    private void watch() {
        String problem = disk.problem();
        if (figures.full(problem)) {
            LOG.warn("Telemetry is {}", problem == null ? "taken again" : "refused: " + problem);
        }
        try {
            double share = new Backlog(
                            watcher(),
                            Map.of(LOGS_GROUP, Topic.LOGS.topic(), SPANS_GROUP, Topic.SPANS.topic()),
                            properties.topicSize().toBytes() / properties.partitions())
                    .fullest();
            boolean full = share > (figures.behind() != null ? ROOM_AGAIN : FULL);
            String behind = full
                    ? "OpenSearch is so far behind that Kafka has no room for more (%d %% of its limit are unread)."
                            .formatted(Math.round(share * 100))
                    : null;
            figures.kafka(null);
            if (figures.behind(behind)) {
                LOG.warn("Logs and spans are {}", behind == null ? "taken again" : "refused: " + behind);
            }
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            LOG.debug("Kafka does not say how much waits", e);
            closeWatcher();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kept from one look to the next, as to make one costs more than to ask. Only for the timer's thread. */
    private Admin watcher() {
        Admin open = admin;
        if (open == null) {
            open = kafka.admin("watch");
            admin = open;
        }
        return open;
    }

    private void closeWatcher() {
        Admin open = admin;
        admin = null;
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }

    private void clean() {
        try {
            indices.deleteOld();
            counts.deleteBefore(clock.instant().minus(properties.retention()));
        } catch (EngineAway e) {
            LOG.debug("What is old is deleted another time", e);
        }
    }

    @Override
    protected void endWork() throws InterruptedException {
        Running open = Objects.requireNonNull(running);
        open.timer().shutdownNow();
        closeWatcher();
        for (Writer writer : open.writers()) {
            writer.stop(STOP);
        }
    }
}
