// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import com.google.protobuf.ByteString;
import dev.plinth.core.telemetry.stream.Stream;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A request, cut into values for Kafka: logs by size, spans by the partitions that their traces are in. What cannot be kept is counted, and said to
 * the sender as a partial success.
 */
final class Batch {
    private static final int TRACE_ID_BYTES = 16;
    private static final int SPAN_ID_BYTES = 8;

    private final int maxBytes;
    private final List<Piece> pieces = new ArrayList<>();
    private int accepted;
    private int rejected;
    private @Nullable String reason;

    /** A value with its partition or its key, and for logs the stream it belongs to. */
    record Piece(@Nullable Integer partition, byte @Nullable [] key, byte[] value, Stream stream) {}

    private Batch(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** @param streams says where the logs of a resource belong */
    static Batch of(ExportLogsServiceRequest request, String app, Function<Resource, Stream> streams, int maxBytes) {
        Batch batch = new Batch(maxBytes);
        byte[] key = app.getBytes(StandardCharsets.UTF_8);
        request.getResourceLogsList().forEach(logs -> batch.add(logs, key, streams.apply(logs.getResource())));
        return batch;
    }

    /** @param partition of a trace */
    static Batch of(ExportTraceServiceRequest request, ToIntFunction<byte[]> partition, int maxBytes) {
        Batch batch = new Batch(maxBytes);
        request.getResourceSpansList().forEach(spans -> batch.add(spans, partition));
        return batch;
    }

    List<Piece> pieces() {
        return pieces;
    }

    int accepted() {
        return accepted;
    }

    int rejected() {
        return rejected;
    }

    /** Why the first that was rejected was; null when none was. */
    @Nullable
    String reason() {
        return reason;
    }

    private void reject(int items, String why) {
        rejected += items;
        if (reason == null) {
            reason = why;
        }
    }

    private void add(ResourceLogs logs, byte[] key, Stream stream) {
        int records = logs.getScopeLogsList().stream()
                .mapToInt(ScopeLogs::getLogRecordsCount)
                .sum();
        if (records == 0) {
            return;
        }
        if (logs.getSerializedSize() <= maxBytes) {
            accepted += records;
            pieces.add(new Piece(null, key, logs.toByteArray(), stream));
        } else if (records == 1) {
            reject(1, tooLarge("A log record", logs.getSerializedSize()));
        } else {
            halves(logs).forEach(half -> add(half, key, stream));
        }
    }

    private String tooLarge(String what, int bytes) {
        return "%s with its resource has %d bytes (expected: at most %d).".formatted(what, bytes, maxBytes);
    }

    private static List<ResourceLogs> halves(ResourceLogs logs) {
        ResourceLogs.Builder first = logs.toBuilder().clearScopeLogs();
        ResourceLogs.Builder second = logs.toBuilder().clearScopeLogs();
        if (logs.getScopeLogsCount() > 1) {
            int middle = logs.getScopeLogsCount() / 2;
            first.addAllScopeLogs(logs.getScopeLogsList().subList(0, middle));
            second.addAllScopeLogs(logs.getScopeLogsList().subList(middle, logs.getScopeLogsCount()));
        } else {
            ScopeLogs scope = logs.getScopeLogs(0);
            List<LogRecord> records = scope.getLogRecordsList();
            int middle = records.size() / 2;
            first.addScopeLogs(scope.toBuilder().clearLogRecords().addAllLogRecords(records.subList(0, middle)));
            second.addScopeLogs(
                    scope.toBuilder().clearLogRecords().addAllLogRecords(records.subList(middle, records.size())));
        }
        return List.of(first.build(), second.build());
    }

    private void add(ResourceSpans spans, ToIntFunction<byte[]> partition) {
        Map<Integer, ResourceSpans.Builder> parts = new TreeMap<>();
        for (ScopeSpans scope : spans.getScopeSpansList()) {
            Map<Integer, ScopeSpans.Builder> scopes = new HashMap<>();
            for (Span span : scope.getSpansList()) {
                String wrong = wrong(span);
                if (wrong != null) {
                    reject(1, wrong);
                    continue;
                }
                scopes.computeIfAbsent(
                                partition.applyAsInt(span.getTraceId().toByteArray()),
                                number -> scope.toBuilder().clearSpans())
                        .addSpans(span);
            }
            scopes.forEach((number, part) -> parts.computeIfAbsent(
                            number, each -> spans.toBuilder().clearScopeSpans())
                    .addScopeSpans(part));
        }
        parts.forEach((number, part) -> add(part.build(), number));
    }

    private static @Nullable String wrong(Span span) {
        if (!isId(span.getTraceId(), TRACE_ID_BYTES)) {
            return "A span has a trace id of %d bytes (expected: 16, not all zero)."
                    .formatted(span.getTraceId().size());
        }
        return isId(span.getSpanId(), SPAN_ID_BYTES)
                ? null
                : "A span has a span id of %d bytes (expected: 8, not all zero)."
                        .formatted(span.getSpanId().size());
    }

    private static boolean isId(ByteString id, int bytes) {
        if (id.size() != bytes) {
            return false;
        }
        for (int i = 0; i < bytes; i++) {
            if (id.byteAt(i) != 0) {
                return true;
            }
        }
        return false;
    }

    private void add(ResourceSpans part, int partition) {
        int spans = part.getScopeSpansList().stream()
                .mapToInt(ScopeSpans::getSpansCount)
                .sum();
        if (part.getSerializedSize() <= maxBytes) {
            accepted += spans;
            pieces.add(new Piece(partition, null, part.toByteArray(), Stream.NONE));
        } else if (spans == 1) {
            reject(1, tooLarge("A span", part.getSerializedSize()));
        } else {
            for (ScopeSpans scope : part.getScopeSpansList()) {
                List<Span> all = scope.getSpansList();
                int step = Math.max(1, all.size() / 2);
                for (int from = 0; from < all.size(); from += step) {
                    add(
                            part.toBuilder()
                                    .clearScopeSpans()
                                    .addScopeSpans(scope.toBuilder()
                                            .clearSpans()
                                            .addAllSpans(all.subList(from, Math.min(all.size(), from + step))))
                                    .build(),
                            partition);
                }
            }
        }
    }
}
