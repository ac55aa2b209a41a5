// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.kafka.GroupReader;
import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts what is in a topic, each record once, however often it is read: the database has the counts and up to where they go. What is in memory when a core is killed, or
 * when the database is away, is read again. Cores share the partitions as a consumer group.
 */
final class Counting {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration STORE = Duration.ofSeconds(2);
    /** Records, of up to 256 requests each, after which is stored at the latest. */
    private static final int MOST = 2_000;

    private final String group;
    private final Topic topic;
    private final KafkaAccess kafka;
    private final BusinessStore store;
    private final GroupReader reader;
    private final Reading reading;
    private final Map<TopicPartition, Tally> tallies = new HashMap<>();
    private long storedNanos = System.nanoTime();
    private int counted;

    /** Counts what a record says. */
    interface Reading {
        void count(ConsumerRecord<byte[], byte[]> record, Tally tally);
    }

    Counting(
            String group,
            Topic topic,
            KafkaAccess kafka,
            TelemetryFigures figures,
            BusinessStore store,
            Reading reading) {
        this.group = group;
        this.topic = topic;
        this.kafka = kafka;
        this.store = store;
        this.reading = reading;
        this.reader = new GroupReader(group, topic, kafka, figures, new Membership());
    }

    void start() {
        reader.start();
    }

    void stop(Duration limit) throws InterruptedException {
        reader.stop(limit);
    }

    /** What is there for as long as this core is a member of the group. */
    private final class Membership implements GroupReader.Work {
        @Override
        public Consumer<byte[], byte[]> begin(String incarnation) {
            Consumer<byte[], byte[]> consumer = kafka.consumer(group, group);
            consumer.subscribe(List.of(topic.topic()), new Assignment(consumer, incarnation));
            return consumer;
        }

        @Override
        public void next(Consumer<byte[], byte[]> consumer) {
            count(consumer);
        }

        @Override
        public void end() {
            tallies.clear();
        }
    }

    private void count(Consumer<byte[], byte[]> consumer) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(consumer, POLL)) {
            Tally tally = tallies.get(new TopicPartition(record.topic(), record.partition()));
            if (tally != null && record.offset() >= tally.next) {
                reading.count(record, tally);
                tally.next = record.offset() + 1;
                counted++;
            }
        }
        long now = System.nanoTime();
        if (counted >= MOST || now - storedNanos >= STORE.toNanos()) {
            store(consumer);
            storedNanos = now;
            counted = 0;
        }
    }

    private void store(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, OffsetAndMetadata> reached = new HashMap<>();
        tallies.forEach((partition, tally) -> {
            if (!tally.isEmpty()) {
                reached.put(partition, new OffsetAndMetadata(tally.next));
            }
        });
        Set<TopicPartition> lost = store.add(tallies);
        if (!lost.isEmpty()) {
            throw new EngineAway(lost + " are counted by another core now", null);
        }
        if (!reached.isEmpty()) {
            // for who looks how far behind it is; where it goes on, the database says
            GroupReader.commit(consumer, reached);
        }
    }

    private final class Assignment implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;
        private final String incarnation;

        Assignment(Consumer<byte[], byte[]> consumer, String incarnation) {
            this.consumer = consumer;
            this.incarnation = incarnation;
        }

        /** What is not stored of them is counted by whoever has them next. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            partitions.forEach(tallies::remove);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Tally> begun = new HashMap<>();
            for (TopicPartition each : partitions) {
                Tally tally = store.begin(each, incarnation);
                consumer.seek(each, Math.max(tally.next, Objects.requireNonNull(first.get(each))));
                begun.put(each, tally);
            }
            tallies.putAll(begun);
        }
    }
}
