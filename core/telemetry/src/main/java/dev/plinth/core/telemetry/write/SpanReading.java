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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
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
        String app = Documents.header(record, Topic.APP);
        Map<ByteString, Fate> fates = fates(spans);
        if (isNew && Documents.header(record, Topic.COUNTED).isEmpty()) {
            count(partition, spans, app, fates, record.timestamp());
        }
        String id = Documents.id(record, incarnation);
        if (fates.values().stream().allMatch(Fate::kept)) {
            return Documents.spans(spans, app, record.timestamp(), id, IntUnaryOperator.identity());
        }
        List<Document> documents = new ArrayList<>();
        for (TracePart part : TracePart.of(spans, record, app, id)) {
            Fate fate = Objects.requireNonNull(fates.get(part.trace()));
            if (fate.kept()) {
                documents.addAll(part.documents());
            } else {
                for (TracePart each : held.take(part, fate.failed(), System.nanoTime())) {
                    documents.addAll(each.documents());
                }
            }
        }
        return documents;
    }

    /** What its spans in a record say of a trace: whether it is sampled, and whether it fails. */
    private record Fate(boolean kept, boolean failed) {
        Fate and(Fate other) {
            return new Fate(kept || other.kept, failed || other.failed);
        }
    }

    private static Map<ByteString, Fate> fates(ResourceSpans spans) {
        Map<ByteString, Fate> fates = new HashMap<>();
        for (ScopeSpans scope : spans.getScopeSpansList()) {
            for (Span span : scope.getSpansList()) {
                ByteString trace = span.getTraceId();
                fates.merge(
                        trace, new Fate(Sampling.isKept(span.getTraceState(), trace), Spans.failed(span)), Fate::and);
            }
        }
        return fates;
    }

    private static ResourceSpans parse(ConsumerRecord<byte[], byte[]> record) throws Documents.Unreadable {
        try {
            return ResourceSpans.parseFrom(record.value());
        } catch (InvalidProtocolBufferException e) {
            throw new Documents.Unreadable(String.valueOf(e.getMessage()), e);
        }
    }

    private void count(
            TopicPartition partition, ResourceSpans spans, String app, Map<ByteString, Fate> fates, long received) {
        Spans.Sender sender = Spans.Sender.of(spans.getResource(), app);
        for (ScopeSpans scope : spans.getScopeSpansList()) {
            for (Span span : scope.getSpansList()) {
                boolean kept =
                        Objects.requireNonNull(fates.get(span.getTraceId())).kept();
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
