// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.remote;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.telemetry.metric.remote.RemotePrometheus.Answer;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Carries samples from the log to a store of yours. What the store has is said to Kafka afterwards, so that nothing is lost when a core is killed, and some is
 * sent twice, which stores take. While the store is away samples wait in Kafka; what it will never take is left out and said.
 */
@Component
public class Forwarder {
    static final String GROUP = "plinth-telemetry-metrics-forward";
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final RemotePrometheus remote;
    private final KafkaAccess kafka;
    private final TelemetryFigures figures;
    private volatile boolean stopping;
    private volatile @Nullable Consumer<byte[], byte[]> current;
    private @Nullable Thread thread;

    Forwarder(RemotePrometheus remote, KafkaAccess kafka, TelemetryFigures figures) {
        this.remote = remote;
        this.kafka = kafka;
        this.figures = figures;
    }

    public synchronized void start() {
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name(GROUP).start(this::run);
        }
    }

    public synchronized void stop(Duration limit) throws InterruptedException {
        stopping = true;
        Thread running = thread;
        if (running != null) {
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
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!stopping) {
            try {
                kafka.learn(GROUP, Topic.METRICS);
                try (Consumer<byte[], byte[]> consumer = kafka.consumer(GROUP, GROUP)) {
                    consumer.subscribe(List.of(Topic.METRICS.topic()));
                    current = consumer;
                    while (!stopping) {
                        carry(consumer);
                        pause = FIRST_PAUSE;
                    }
                } finally {
                    current = null;
                }
            } catch (InterruptedException | InterruptException | WakeupException e) {
                return;
            } catch (KafkaException e) {
                LOG.warn("Metrics are carried on in a moment: {}", e.getMessage());
                if (!slept(pause)) {
                    return;
                }
                pause = longer(pause);
            }
        }
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    private static boolean slept(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void carry(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        ConsumerRecords<byte[], byte[]> records = poll(consumer, POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            send(record, consumer);
        }
        if (!records.isEmpty()) {
            consumer.commitSync();
        }
    }

    private ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer, Duration limit) {
        try {
            return consumer.poll(limit);
        } catch (NoOffsetForPartitionException e) {
            consumer.seekToBeginning(e.partitions());
        } catch (OffsetOutOfRangeException e) {
            LOG.error(
                    "Samples were deleted by Kafka's byte limit before the store of metrics had them: {}",
                    e.getMessage());
            figures.lost(e.offsetOutOfRangePartitions().size());
            consumer.seekToBeginning(e.offsetOutOfRangePartitions().keySet());
        }
        return ConsumerRecords.empty();
    }

    private void send(ConsumerRecord<byte[], byte[]> record, Consumer<byte[], byte[]> consumer)
            throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        boolean held = false;
        while (true) {
            String why;
            try {
                Answer answer = remote.write(record.value());
                if (answer.status() < 300) {
                    break;
                }
                why = answer.status() + ": " + answer.text();
                if (answer.status() < 500
                        && answer.status() != 429
                        && answer.status() != 401
                        && answer.status() != 403) {
                    figures.dead(1);
                    LOG.warn("The store of metrics will not take some samples, it answers {}", why);
                    break;
                }
            } catch (EngineAway e) {
                why = String.valueOf(e.getMessage());
            }
            if (!held) {
                LOG.warn("Metrics wait in Kafka: {}", why);
                held = true;
            }
            holdOn(consumer, pause);
            pause = longer(pause);
        }
        if (held) {
            consumer.resume(consumer.paused());
            LOG.info("The store of metrics takes samples again");
        }
    }

    /** Waits and stays a member of the group meanwhile. */
    private void holdOn(Consumer<byte[], byte[]> consumer, Duration pause) throws InterruptedException {
        consumer.pause(consumer.assignment());
        long end = System.nanoTime() + pause.toNanos();
        while (System.nanoTime() < end) {
            if (stopping) {
                throw new InterruptedException("stopping");
            }
            poll(consumer, Duration.ofMillis(100));
            consumer.pause(consumer.assignment());
        }
    }
}
