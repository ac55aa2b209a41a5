// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.kafka;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.telemetry.TelemetryFigures;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread of its own that reads a topic as a member of a group. When anything fails, it leaves the group and begins anew after a pause. */
public final class GroupReader {
    private static final Logger LOG = LoggerFactory.getLogger(GroupReader.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final String group;
    private final Topic topic;
    private final KafkaAccess kafka;
    private final TelemetryFigures figures;
    private final Work work;
    private volatile @Nullable Consumer<byte[], byte[]> current;
    private volatile boolean stopping;
    private @Nullable Thread thread;

    /** What is done with what is read; by one thread. */
    public interface Work {
        /**
         * A consumer that has subscribed to the topic.
         *
         * @param incarnation of the topic
         */
        Consumer<byte[], byte[]> begin(String incarnation);

        /** Reads a little and works on it. It is called again and again; what it throws ends the membership. */
        void next(Consumer<byte[], byte[]> consumer) throws InterruptedException;

        /** The membership has ended. */
        void end();
    }

    public GroupReader(String group, Topic topic, KafkaAccess kafka, TelemetryFigures figures, Work work) {
        this.group = group;
        this.topic = topic;
        this.kafka = kafka;
        this.figures = figures;
        this.work = work;
    }

    public synchronized void start() {
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name(group).start(this::run);
        }
    }

    /** Ends after what is being done now, or interrupts it when that takes too long. */
    public synchronized void stop(Duration limit) throws InterruptedException {
        stopping = true;
        Thread running = thread;
        if (running == null) {
            return;
        }
        Consumer<byte[], byte[]> consumer = current;
        if (consumer == null) {
            running.interrupt();
        } else {
            consumer.wakeup();
        }
        if (!running.join(limit)) {
            running.interrupt();
            running.join(limit);
        }
    }

    public boolean isStopping() {
        return stopping;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!stopping) {
            try {
                String incarnation = kafka.learn(group, topic);
                if (figures.kafka(null)) {
                    LOG.info("Kafka is there again");
                }
                try (Consumer<byte[], byte[]> consumer = work.begin(incarnation)) {
                    current = consumer;
                    while (!stopping) {
                        work.next(consumer);
                        pause = FIRST_PAUSE;
                    }
                } finally {
                    current = null;
                    work.end();
                }
            } catch (InterruptedException | InterruptException | WakeupException e) {
                return;
            } catch (KafkaException | EngineAway e) {
                LOG.debug("{} is read again in a moment", topic.topic(), e);
                // what is known to be away is not said again and again
                if (e instanceof EngineAway || figures.kafka(e.getMessage())) {
                    LOG.warn("{} is read again in a moment: {}", topic.topic(), e.getMessage());
                }
                pause = slept(pause);
            } catch (RuntimeException e) {
                LOG.error("{} is read again in a moment, after a fault of Plinth", topic.topic(), e);
                pause = slept(pause);
            }
        }
    }

    /** Sleeps, and says how long the next pause is. */
    private Duration slept(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            stopping = true;
            Thread.currentThread().interrupt();
        }
        return longer(pause);
    }

    /** Tells Kafka how far it has come. When that fails it is no loss but of time: some is read again. */
    public static boolean commit(Consumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> reached) {
        try {
            consumer.commitSync(reached);
            return true;
        } catch (KafkaException e) {
            if (e instanceof WakeupException || e instanceof InterruptException) {
                throw e;
            }
            LOG.debug("How far it has come was not kept; some is read again", e);
            return false;
        }
    }

    /** Twice as long, up to five seconds. */
    public static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    /** What there is. It begins at the beginning where nobody has read before, and says what was deleted before it could be read. */
    public ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer, Duration limit) {
        try {
            return consumer.poll(limit);
        } catch (NoOffsetForPartitionException e) {
            consumer.seekToBeginning(e.partitions());
        } catch (OffsetOutOfRangeException e) {
            Map<TopicPartition, Long> wanted = e.offsetOutOfRangePartitions();
            consumer.beginningOffsets(wanted.keySet()).forEach((partition, first) -> {
                long gone = first - Objects.requireNonNull(wanted.get(partition));
                if (gone > 0) {
                    figures.lost(gone);
                    LOG.error(
                            "{} records of {} were deleted by Kafka's byte limit before they were read",
                            gone,
                            partition);
                }
                consumer.seek(partition, first);
            });
        }
        return ConsumerRecords.empty();
    }
}
