// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import com.google.protobuf.ByteString;
import dev.plinth.core.telemetry.opensearch.Indices;
import dev.plinth.core.telemetry.operation.Series.Counted;
import dev.plinth.core.telemetry.operation.Series.Operation;
import dev.plinth.core.telemetry.operation.Series.Party;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import org.jspecify.annotations.Nullable;

/** What spans of OTLP say. */
final class Spans {
    private static final long NANOS = 1_000_000;

    private Spans() {}

    static boolean failed(Span span) {
        return span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR;
    }

    static String kind(Span span) {
        return switch (span.getKind()) {
            case SPAN_KIND_SERVER -> "server";
            case SPAN_KIND_CLIENT -> "client";
            case SPAN_KIND_PRODUCER -> "producer";
            case SPAN_KIND_CONSUMER -> "consumer";
            default -> "internal";
        };
    }

    /** In nanoseconds; one that has no start began when it came. */
    static long start(Span span, long received) {
        return span.getStartTimeUnixNano() > 0 ? span.getStartTimeUnixNano() : received * NANOS;
    }

    static long end(Span span, long received) {
        return Math.max(start(span, received), span.getEndTimeUnixNano());
    }

    /** Eight bytes of an id; fewer, where it ends. */
    static long number(ByteString id, int from) {
        long number = 0;
        for (int i = from; i < Math.min(id.size(), from + Long.BYTES); i++) {
            number = (number << Byte.SIZE) | (id.byteAt(i) & 0xff);
        }
        return number;
    }

    /** The service that sent spans. */
    record Sender(String service, String env) {
        static Sender of(Resource resource, String app) {
            String service = Values.text(resource.getAttributesList(), Indices.SERVICE_ATTRIBUTE);
            return new Sender(
                    service.isEmpty() ? app : service,
                    Values.text(resource.getAttributesList(), "deployment.environment.name", "deployment.environment"));
        }

        Counted counted(Span span, boolean kept, @Nullable Peer peer, long received) {
            long end = end(span, received);
            ByteString trace = span.getTraceId();
            return new Counted(
                    new Operation(service, env, span.getName(), kind(span)),
                    number(trace, 0),
                    number(trace, Long.BYTES),
                    number(span.getSpanId(), 0),
                    number(span.getParentSpanId(), 0),
                    end / NANOS,
                    end - start(span, received),
                    failed(span),
                    kept,
                    peer == null ? null : new Party(peer.kind(), peer.name(), peer.env()));
        }
    }
}
