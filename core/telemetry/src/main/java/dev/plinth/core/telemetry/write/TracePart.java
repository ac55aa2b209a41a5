// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The spans of one trace in a record, as bytes, since they may be held for a while.
 *
 * @param spans {@link ResourceSpans}
 * @param places of the spans in the record
 */
record TracePart(
        ByteString trace,
        TopicPartition partition,
        long offset,
        long received,
        String app,
        String id,
        ByteString spans,
        List<Integer> places) {

    /** A trace's spans, while they are collected. */
    private static final class Collecting {
        final ResourceSpans.Builder spans;
        final List<Integer> places = new ArrayList<>();

        Collecting(ResourceSpans all) {
            this.spans = ResourceSpans.newBuilder().setResource(all.getResource());
        }
    }

    /** @param id of the record */
    static Collection<TracePart> of(ResourceSpans spans, ConsumerRecord<byte[], byte[]> record, String app, String id) {
        Map<ByteString, Collecting> traces = new LinkedHashMap<>();
        int place = 0;
        for (ScopeSpans scope : spans.getScopeSpansList()) {
            Map<ByteString, ScopeSpans.Builder> scopes = new HashMap<>();
            for (Span span : scope.getSpansList()) {
                scopes.computeIfAbsent(
                                span.getTraceId(), trace -> scope.toBuilder().clearSpans())
                        .addSpans(span);
                traces.computeIfAbsent(span.getTraceId(), trace -> new Collecting(spans))
                        .places
                        .add(place++);
            }
            scopes.forEach((trace, part) -> traces.computeIfAbsent(trace, each -> new Collecting(spans))
                    .spans
                    .addScopeSpans(part));
        }
        List<TracePart> parts = new ArrayList<>();
        traces.forEach((trace, collected) -> parts.add(new TracePart(
                trace,
                new TopicPartition(record.topic(), record.partition()),
                record.offset(),
                record.timestamp(),
                app,
                id,
                collected.spans.build().toByteString(),
                List.copyOf(collected.places))));
        return parts;
    }

    List<Document> documents() {
        try {
            return Documents.spans(ResourceSpans.parseFrom(spans), app, received, id, places::get);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what was written here cannot be read", e);
        }
    }
}
