// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.telemetry.operation.SpanCounts;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Counts all spans, and keeps those of traces that are sampled or fail. */
final class SpanReading implements Reading {
    static final Duration STORE = Duration.ofSeconds(2);

    private final SpanCounts counts;
    private final HeldTraces held = new HeldTraces();
    private long storedNanos = System.nanoTime();

    SpanReading(SpanCounts counts) {
        this.counts = counts;
    }

    @Override
    public void begin(Collection<TopicPartition> partitions, String incarnation) {
        counts.begin(partitions, incarnation);
    }

    @Override
    public List<Document> read(ConsumerRecord<byte[], byte[]> record, String incarnation) throws Documents.Unreadable {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        boolean isNew = counts.isNew(partition, record.offset());
        ResourceSpans spans = parse(record);
        ByteString trace = ByteString.EMPTY;
        boolean kept = false;
        boolean failed = false;
        for (ScopeSpans scope : spans.getScopeSpansList()) {
            for (Span span : scope.getSpansList()) {
                trace = span.getTraceId();
                kept |= Sampling.isKept(span.getTraceState(), trace);
                failed |= Spans.failed(span);
            }
        }
        if (isNew && Documents.header(record, Topic.COUNTED).isEmpty()) {
            count(partition, spans, Documents.header(record, Topic.APP), kept, record.timestamp());
        }
        if (kept) {
            return Documents.of(record, incarnation);
        }
        List<Document> documents = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> each : held.take(record, trace, failed, System.nanoTime())) {
            documents.addAll(Documents.of(each, incarnation));
        }
        return documents;
    }

    private static ResourceSpans parse(ConsumerRecord<byte[], byte[]> record) throws Documents.Unreadable {
        try {
            return ResourceSpans.parseFrom(record.value());
        } catch (InvalidProtocolBufferException e) {
            throw new Documents.Unreadable(String.valueOf(e.getMessage()), e);
        }
    }

    private void count(TopicPartition partition, ResourceSpans spans, String app, boolean kept, long received) {
        Spans.Sender sender = Spans.Sender.of(spans.getResource(), app);
        for (ScopeSpans scope : spans.getScopeSpansList()) {
            for (Span span : scope.getSpansList()) {
                counts.count(partition, sender.counted(span, kept, Peer.of(span), received), received);
            }
        }
    }

    @Override
    public void settle() {
        long now = System.nanoTime();
        held.forget(now);
        if (now - storedNanos >= STORE.toNanos()) {
            storedNanos = now;
            counts.store();
        }
    }

    @Override
    public long done(TopicPartition partition, long read) {
        return Math.min(counts.stored(partition), held.needed(partition, read));
    }

    @Override
    public void lost(Collection<TopicPartition> partitions) {
        held.lost(partitions);
        counts.forget(partitions);
    }
}
