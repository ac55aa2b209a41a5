// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.partition;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.telemetry.MetricProperties;
import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.kafka.GroupReader;
import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.telemetry.metric.block.BlockStore;
import dev.plinth.core.telemetry.metric.block.Progress;
import dev.plinth.timeseries.head.Head.Added;
import dev.plinth.timeseries.remote.MalformedRequestException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The partitions of metrics that this core owns. Kafka shares them among the cores; who gets one reads from the log what is not in blocks
 * yet. How far it has come is in the database, in the transaction of the blocks, and Kafka is not told.
 */
@Component
public class Partitions {
    /** How far a sample may be ahead of the time when it comes in. */
    public static final Duration AHEAD = Duration.ofMinutes(10);

    static final String GROUP = "plinth-telemetry-metrics";
    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CUT_AGAIN = Duration.ofSeconds(10);

    private final KafkaAccess kafka;
    private final BlockStore store;
    private final TelemetryFigures figures;
    private final Clock clock;
    private final long late;
    private final GroupReader reader;
    private final Map<Integer, Partition> owned = new ConcurrentSkipListMap<>();
    private long cutAgainAt;
    private volatile int count;

    Partitions(
            KafkaAccess kafka, BlockStore store, TelemetryFigures figures, MetricProperties properties, Clock clock) {
        this.kafka = kafka;
        this.store = store;
        this.figures = figures;
        this.clock = clock;
        this.late = properties.late().toMillis();
        this.reader = new GroupReader(GROUP, Topic.METRICS, kafka, figures, new Reading());
    }

    /** Those of this core, by number. */
    public Collection<Partition> owned() {
        return owned.values();
    }

    /** How many there are in all; 0 when it is not known yet. */
    public int count() {
        return count;
    }

    public void start() {
        reader.start();
    }

    /** Ends; what was in memory is read from the log by whoever comes next. */
    public void stop(Duration limit) throws InterruptedException {
        reader.stop(limit);
    }

    private final class Reading implements GroupReader.Work {
        @Override
        public Consumer<byte[], byte[]> begin(String incarnation) {
            Consumer<byte[], byte[]> consumer = kafka.keepingConsumer(GROUP, GROUP);
            consumer.subscribe(List.of(Topic.METRICS.topic()), new Assignment(consumer, incarnation));
            return consumer;
        }

        @Override
        public void next(Consumer<byte[], byte[]> consumer) {
            read(consumer);
        }

        @Override
        public void end() {
            owned.clear();
        }
    }

    private void read(Consumer<byte[], byte[]> consumer) {
        ConsumerRecords<byte[], byte[]> records = reader.poll(consumer, POLL);
        if (count == 0) {
            count = consumer.partitionsFor(Topic.METRICS.topic()).size();
        }
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Partition partition = owned.get(record.partition());
            if (partition != null) {
                add(record, partition);
            }
        }
        for (Partition partition : owned.values()) {
            TopicPartition key = new TopicPartition(Topic.METRICS.topic(), partition.number());
            if (consumer.assignment().contains(key)) {
                partition.passed(consumer.position(key));
                if (partition.isReady() && consumer.currentLag(key).orElse(1) == 0) {
                    partition.idleAt(clock.millis());
                }
                cut(partition);
            }
        }
    }

    /** While the database is away, samples stay in memory. */
    private void cut(Partition partition) {
        if (clock.millis() < cutAgainAt) {
            return;
        }
        boolean mine = true;
        try {
            for (Long end = partition.over(); mine && end != null; end = partition.over()) {
                mine = partition.cut(end, store);
            }
        } catch (EngineAway e) {
            LOG.warn("Metrics stay in memory for now: {}", e.getMessage());
            cutAgainAt = clock.millis() + CUT_AGAIN.toMillis();
        }
        if (!mine) {
            throw new EngineAway("partition " + partition.number() + " of metrics is another core's now", null);
        }
    }

    private void add(ConsumerRecord<byte[], byte[]> record, Partition partition) {
        try {
            boolean ready = partition.isReady();
            Added added = partition.add(record.value(), record.offset(), record.timestamp());
            if (ready) {
                figures.written(added.added());
                figures.repeated(added.repeated());
            }
        } catch (MalformedRequestException e) {
            figures.dead(1);
            LOG.error(
                    "Record {} of partition {} of metrics cannot be read: {}",
                    record.offset(),
                    record.partition(),
                    e.getMessage());
        }
    }

    private final class Assignment implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;
        private final String incarnation;

        Assignment(Consumer<byte[], byte[]> consumer, String incarnation) {
            this.consumer = consumer;
            this.incarnation = incarnation;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            partitions.forEach(partition -> owned.remove(partition.partition()));
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
            Map<Integer, Partition> begun = new HashMap<>();
            for (TopicPartition each : partitions) {
                Progress progress = store.progress(each.partition());
                long from = progress != null && progress.incarnation().equals(incarnation)
                        ? progress.replayFrom()
                        : Objects.requireNonNull(first.get(each));
                consumer.seek(each, from);
                begun.put(
                        each.partition(),
                        new Partition(
                                each.partition(),
                                incarnation,
                                progress,
                                late,
                                from,
                                Objects.requireNonNull(end.get(each))));
            }
            owned.putAll(begun);
        }
    }
}
