// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.telemetry.MetricProperties;
import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.WhileServing;
import dev.plinth.core.telemetry.metric.block.BlockCache;
import dev.plinth.core.telemetry.metric.block.BlockDirectory;
import dev.plinth.core.telemetry.metric.block.BlockStore;
import dev.plinth.core.telemetry.metric.counted.CountedReading;
import dev.plinth.core.telemetry.metric.counted.CountedSeries;
import dev.plinth.core.telemetry.metric.partition.Partitions;
import dev.plinth.core.telemetry.metric.remote.Forwarder;
import dev.plinth.core.telemetry.metric.remote.RemotePrometheus;
import dev.plinth.core.telemetry.metric.remote.RemoteReading;
import dev.plinth.promql.model.Labels;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Metrics in memory and in the database, as one. */
@Component
class Metrics extends WhileServing implements MetricStore {
    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);
    private static final int CLEAN_MINUTES = 10;
    private static final Duration STOP = Duration.ofSeconds(5);

    private final TelemetryRoom room;
    private final MetricProperties properties;
    private final Partitions partitions;
    private final Recent recent;
    private final List<CountedSeries> counted;
    private final RemotePrometheus remote;
    private final Forwarder forwarder;
    private final BlockStore store;
    private final BlockDirectory directory;
    private final BlockCache cache;
    private final Clock clock;
    private @Nullable ScheduledExecutorService timer;

    Metrics(
            TelemetryRoom room,
            MetricProperties properties,
            Partitions partitions,
            Recent recent,
            List<CountedSeries> counted,
            RemotePrometheus remote,
            Forwarder forwarder,
            BlockStore store,
            BlockDirectory directory,
            BlockCache cache,
            Clock clock) {
        super(room);
        this.room = room;
        this.properties = properties;
        this.partitions = partitions;
        this.recent = recent;
        this.counted = counted;
        this.remote = remote;
        this.forwarder = forwarder;
        this.store = store;
        this.directory = directory;
        this.cache = cache;
        this.clock = clock;
    }

    @Override
    public Reading open(Predicate<Labels> readable) {
        room.require();
        MetricStore.Reading kept = remote.isUsed()
                ? new RemoteReading(remote, readable)
                : new MetricReading(recent, directory, cache.open(), readable);
        return new CountedReading(kept, counted, readable);
    }

    @Override
    protected boolean beginWork() {
        if (remote.isUsed()) {
            forwarder.start();
        } else {
            partitions.start();
        }
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("metrics-clean").factory());
        var _ = executor.scheduleWithFixedDelay(this::clean, 1, CLEAN_MINUTES, TimeUnit.MINUTES);
        timer = executor;
        return true;
    }

    private void clean() {
        try {
            int deleted = store.deleteOld(
                    clock.instant().minus(properties.retention()),
                    properties.retentionSize().toBytes());
            if (deleted > 0) {
                LOG.info("{} blocks of metrics were deleted, as they are old or too many", deleted);
                directory.forget();
            }
        } catch (EngineAway e) {
            LOG.debug("What is old is deleted another time", e);
        }
    }

    @Override
    protected void endWork() throws InterruptedException {
        Objects.requireNonNull(timer).shutdownNow();
        partitions.stop(STOP);
        forwarder.stop(STOP);
    }
}
