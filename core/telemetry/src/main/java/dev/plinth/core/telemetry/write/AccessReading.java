// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.telemetry.operation.SpanCounts;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests at gateways as the spans that they are. A span of a trace that is not sampled goes to where the others of its trace are held,
 * so that all of it is kept or nothing.
 */
final class AccessReading implements Reading {
    private static final byte[] APP = GatewaySpan.APP.getBytes(StandardCharsets.UTF_8);
    private static final List<Header> HEADERS =
            List.of(new RecordHeader(Topic.APP, APP), new RecordHeader(Topic.COUNTED, new byte[] {'1'}));

    private final SpanCounts counts;
    private final KafkaAccess kafka;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();
    private @Nullable Producer<byte[], byte[]> producer;
    private long storedNanos = System.nanoTime();

    AccessReading(SpanCounts counts, KafkaAccess kafka) {
        this.counts = counts;
        this.kafka = kafka;
    }

    @Override
    public void begin(Collection<TopicPartition> partitions, String incarnation) {
        counts.begin(partitions, incarnation);
    }

    @Override
    public List<Document> read(ConsumerRecord<byte[], byte[]> record, String incarnation) throws Documents.Unreadable {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        boolean isNew = counts.isNew(partition, record.offset());
        String id = Documents.id(record, incarnation);
        List<Document> documents = new ArrayList<>();
        for (GatewaySpan each : GatewaySpan.of(record)) {
            Span span = each.span();
            boolean kept = Sampling.isKept(span.getTraceState(), span.getTraceId());
            if (isNew) {
                counts.count(
                        partition,
                        Spans.Sender.of(each.spans().getResource(), GatewaySpan.APP)
                                .counted(span, kept, each.peer(), record.timestamp()),
                        record.timestamp());
            }
            if (kept) {
                documents.addAll(Documents.spans(
                        each.spans(), GatewaySpan.APP, record.timestamp(), id, index -> each.place() + index));
            } else {
                hold(each.spans(), span.getTraceId().toByteArray());
            }
        }
        return documents;
    }

    private void hold(ResourceSpans spans, byte[] trace) {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            open = kafka.producer("held");
            producer = open;
        }
        sent.add(open.send(new ProducerRecord<>(Topic.SPANS.topic(), null, trace, spans.toByteArray(), HEADERS)));
    }

    /** Nothing is stored as done before Kafka has what was passed on. */
    @Override
    public void settle() {
        long now = System.nanoTime();
        if (now - storedNanos < SpanReading.STORE.toNanos()) {
            return;
        }
        storedNanos = now;
        try {
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new KafkaException("Spans of gateways were not passed on", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            sent.clear();
        }
        counts.store();
    }

    @Override
    public long done(TopicPartition partition, long read) {
        return Math.min(counts.stored(partition), read);
    }

    @Override
    public void lost(Collection<TopicPartition> partitions) {
        counts.forget(partitions);
    }

    @Override
    public void close() {
        Producer<byte[], byte[]> open = producer;
        if (open != null) {
            producer = null;
            open.close(Duration.ofSeconds(2));
        }
    }
}
