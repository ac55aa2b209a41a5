// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.kafka.GroupReader;
import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.telemetry.opensearch.Indices;
import dev.plinth.core.telemetry.opensearch.OpenSearch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a topic into OpenSearch. Cores share the partitions as a consumer group.
 *
 * <p>How far it has come is said to Kafka only after OpenSearch has what was read, so a killed core reads some of it again; the ids are
 * the same then, and OpenSearch refuses what it has. While OpenSearch is away nothing more is read, and the partitions are kept by
 * asking for nothing.
 */
final class Writer {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /** A bulk costs OpenSearch, Kafka and this core much, however small it is; nobody misses what comes in that much later. */
    private static final Duration GATHERING = Duration.ofMillis(400);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final int MAX_BULK_BYTES = 2 << 20;

    /** While OpenSearch has that many, the next is made. */
    private static final int BULKS_UNDER_WAY = 2;

    private final Topic topic;
    private final String group;
    private final KafkaAccess kafka;
    private final Indices indices;
    private final TelemetryFigures figures;
    private final Bulk bulk;
    private final Supplier<Reading> readings;
    private final GroupReader reader;
    /** Taken away while it held on; what was read of them is no longer this core's to tell of. */
    private final Set<TopicPartition> revoked = new HashSet<>();

    /** Up to where each partition was read and written, and what of that Kafka was told. */
    private final Map<TopicPartition, Long> read = new HashMap<>();

    private final Map<TopicPartition, Long> told = new HashMap<>();

    private String incarnation = "unknown";
    private boolean holding;

    Writer(
            Topic topic,
            String group,
            KafkaAccess kafka,
            OpenSearch opensearch,
            Indices indices,
            TelemetryFigures figures,
            Supplier<Reading> readings) {
        this.topic = topic;
        this.group = group;
        this.kafka = kafka;
        this.indices = indices;
        this.figures = figures;
        this.bulk = new Bulk(opensearch);
        this.readings = readings;
        this.reader = new GroupReader(group, topic, kafka, figures, new Membership());
    }

    void start() {
        reader.start();
    }

    /** Ends after what is being written; what is not said to Kafka then is written again by whoever comes next. */
    void stop(Duration limit) throws InterruptedException {
        reader.stop(limit);
    }

    /** What is there for as long as this core is a member of the group. */
    private final class Membership implements GroupReader.Work {
        private @Nullable DeadLetters dead;
        private @Nullable Reading reading;

        @Override
        public Consumer<byte[], byte[]> begin(String current) {
            incarnation = current;
            dead = new DeadLetters(kafka);
            Reading opened = readings.get();
            reading = opened;
            Consumer<byte[], byte[]> consumer = kafka.gatheringConsumer(group, group, GATHERING);
            consumer.subscribe(List.of(topic.topic()), new Assignment(consumer, opened));
            return consumer;
        }

        @Override
        public void next(Consumer<byte[], byte[]> consumer) throws InterruptedException {
            carry(consumer, Objects.requireNonNull(reading), Objects.requireNonNull(dead));
        }

        @Override
        public void end() {
            holding = false;
            read.clear();
            told.clear();
            if (reading != null) {
                reading.close();
            }
            if (dead != null) {
                dead.close();
            }
        }
    }

    private void carry(Consumer<byte[], byte[]> consumer, Reading reading, DeadLetters dead)
            throws InterruptedException {
        revoked.clear();
        ConsumerRecords<byte[], byte[]> records = reader.poll(consumer, POLL);
        if (!records.isEmpty()) {
            begin(consumer, reading, records.partitions());
            carry(records, consumer, reading, dead);
            records.nextOffsets().forEach((partition, next) -> {
                if (isMine(consumer, partition)) {
                    read.put(partition, next.offset());
                }
            });
        }
        reading.settle();
        commit(consumer, reading);
    }

    private void carry(
            ConsumerRecords<byte[], byte[]> records,
            Consumer<byte[], byte[]> consumer,
            Reading reading,
            DeadLetters dead)
            throws InterruptedException {
        Deque<Sent> underWay = new ArrayDeque<>();
        List<Document> documents = new ArrayList<>();
        int bytes = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            for (Document document : read(record, reading, dead)) {
                documents.add(document);
                bytes += document.source().length;
            }
            if (bytes > MAX_BULK_BYTES) {
                if (underWay.size() == BULKS_UNDER_WAY) {
                    finish(underWay.removeFirst(), consumer, dead);
                }
                underWay.add(send(documents));
                documents = new ArrayList<>();
                bytes = 0;
            }
        }
        if (!documents.isEmpty()) {
            underWay.add(send(documents));
        }
        while (!underWay.isEmpty()) {
            finish(underWay.removeFirst(), consumer, dead);
        }
    }

    /** Documents on their way to OpenSearch. */
    private record Sent(List<Document> documents, Future<Bulk.Outcome> outcome) {}

    private Sent send(List<Document> documents) {
        FutureTask<Bulk.Outcome> outcome = new FutureTask<>(() -> {
            indices.prepare();
            return bulk.write(documents);
        });
        Thread.ofVirtual().name("bulk").start(outcome);
        return new Sent(documents, outcome);
    }

    private void begin(Consumer<byte[], byte[]> consumer, Reading reading, Set<TopicPartition> partitions)
            throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                reading.begin(partitions, incarnation);
                break;
            } catch (EngineAway e) {
                LOG.warn("Telemetry waits in Kafka: {}", e.getMessage());
                holdOn(consumer, pause);
                pause = GroupReader.longer(pause);
            }
        }
        release(consumer);
    }

    private List<Document> read(ConsumerRecord<byte[], byte[]> record, Reading reading, DeadLetters dead)
            throws InterruptedException {
        try {
            return reading.read(record, incarnation);
        } catch (Documents.Unreadable e) {
            dead.put(
                    "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset()),
                    "unreadable " + e.getMessage(),
                    record.value());
            figures.dead(1);
            return List.of();
        }
    }

    /** Waits until all are written; what is not taken is sent again and again. */
    private void finish(Sent first, Consumer<byte[], byte[]> consumer, DeadLetters dead) throws InterruptedException {
        Sent sent = first;
        Duration pause = FIRST_PAUSE;
        while (true) {
            List<Document> left = sent.documents();
            String why;
            try {
                Bulk.Outcome outcome = outcome(sent);
                figures.written(outcome.written());
                figures.repeated(outcome.repeated());
                for (Bulk.Rejected rejected : outcome.rejected()) {
                    dead.put(
                            rejected.document().index() + "/"
                                    + rejected.document().id(),
                            rejected.reason(),
                            rejected.document().source());
                    figures.dead(1);
                }
                left = outcome.later();
                why = outcome.why();
            } catch (EngineAway e) {
                why = String.valueOf(e.getMessage());
            }
            if (left.isEmpty()) {
                break;
            }
            if (figures.opensearch(why)) {
                LOG.warn("Telemetry waits in Kafka, as OpenSearch does not take it: {}", why);
            }
            indices.forget();
            holdOn(consumer, pause);
            pause = GroupReader.longer(pause);
            sent = send(left);
        }
        if (figures.opensearch(null)) {
            LOG.info("OpenSearch takes telemetry");
        }
        release(consumer);
    }

    private static Bulk.Outcome outcome(Sent sent) throws InterruptedException {
        try {
            return sent.outcome().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private void release(Consumer<byte[], byte[]> consumer) {
        if (holding) {
            holding = false;
            consumer.resume(consumer.paused());
        }
    }

    /** Waits and stays a member of the group meanwhile. */
    private void holdOn(Consumer<byte[], byte[]> consumer, Duration pause) throws InterruptedException {
        holding = true;
        consumer.pause(consumer.assignment());
        long end = System.nanoTime() + pause.toNanos();
        while (System.nanoTime() < end) {
            if (reader.isStopping()) {
                throw new InterruptedException("stopping");
            }
            reader.poll(consumer, Duration.ofMillis(100));
        }
    }

    private boolean isMine(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        return consumer.assignment().contains(partition) && !revoked.contains(partition);
    }

    /** Only for what is still this core's; the rest is read again by another, and found to be there. */
    private void commit(Consumer<byte[], byte[]> consumer, Reading reading) {
        Map<TopicPartition, OffsetAndMetadata> reached = new HashMap<>();
        read.forEach((partition, next) -> {
            long done = reading.done(partition, next);
            if (done > told.getOrDefault(partition, 0L)) {
                reached.put(partition, new OffsetAndMetadata(done));
            }
        });
        if (reached.isEmpty()) {
            return;
        }
        if (GroupReader.commit(consumer, reached)) {
            reached.forEach((partition, offset) -> told.put(partition, offset.offset()));
        }
    }

    /** While it holds on, what is newly assigned must not be read past. */
    private final class Assignment implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;
        private final Reading reading;

        Assignment(Consumer<byte[], byte[]> consumer, Reading reading) {
            this.consumer = consumer;
            this.reading = reading;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            revoked.addAll(partitions);
            read.keySet().removeAll(partitions);
            told.keySet().removeAll(partitions);
            reading.lost(partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (holding) {
                consumer.pause(partitions);
            }
        }
    }
}
