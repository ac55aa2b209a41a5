// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.remote;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.telemetry.TelemetryFigures;
import dev.plinth.core.telemetry.kafka.GroupReader;
import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.telemetry.metric.remote.RemotePrometheus.Answer;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
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

    private final RemotePrometheus remote;
    private final KafkaAccess kafka;
    private final TelemetryFigures figures;
    private final GroupReader reader;

    Forwarder(RemotePrometheus remote, KafkaAccess kafka, TelemetryFigures figures) {
        this.remote = remote;
        this.kafka = kafka;
        this.figures = figures;
        this.reader = new GroupReader(GROUP, Topic.METRICS, kafka, figures, new Carrying());
    }

    public void start() {
        reader.start();
    }

    public void stop(Duration limit) throws InterruptedException {
        reader.stop(limit);
    }

    private final class Carrying implements GroupReader.Work {
        @Override
        public Consumer<byte[], byte[]> begin(String incarnation) {
            Consumer<byte[], byte[]> consumer = kafka.consumer(GROUP, GROUP);
            consumer.subscribe(List.of(Topic.METRICS.topic()));
            return consumer;
        }

        @Override
        public void next(Consumer<byte[], byte[]> consumer) throws InterruptedException {
            carry(consumer);
        }

        @Override
        public void end() {
            // nothing is held
        }
    }

    private void carry(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        ConsumerRecords<byte[], byte[]> records = reader.poll(consumer, POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            send(record, consumer);
        }
        if (!records.isEmpty()) {
            consumer.commitSync();
        }
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
            pause = GroupReader.longer(pause);
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
            if (reader.isStopping()) {
                throw new InterruptedException("stopping");
            }
            reader.poll(consumer, Duration.ofMillis(100));
            consumer.pause(consumer.assignment());
        }
    }
}
