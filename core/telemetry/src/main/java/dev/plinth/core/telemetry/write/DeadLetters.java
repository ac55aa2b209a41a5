// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Keeps what cannot be written, with the reason, so that it does not stand in the way of the rest. */
final class DeadLetters implements AutoCloseable {
    private final KafkaAccess kafka;
    private @Nullable Producer<byte[], byte[]> producer;

    DeadLetters(KafkaAccess kafka) {
        this.kafka = kafka;
    }

    /** Returns when Kafka has it. */
    void put(String from, String reason, byte[] content) throws InterruptedException {
        try {
            producer()
                    .send(new ProducerRecord<>(
                            Topic.DEAD.topic(),
                            null,
                            from.getBytes(StandardCharsets.UTF_8),
                            content,
                            List.of(new RecordHeader("reason", reason.getBytes(StandardCharsets.UTF_8)))))
                    .get();
        } catch (ExecutionException e) {
            throw new KafkaException("What is dead cannot be put aside", e);
        }
    }

    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            open = kafka.producer("dead");
            producer = open;
        }
        return open;
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }
}
