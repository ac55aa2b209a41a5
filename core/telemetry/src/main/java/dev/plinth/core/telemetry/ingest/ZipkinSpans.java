// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import static dev.plinth.core.telemetry.pipeline.Attributes.attribute;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span.Event;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import zipkin2.Endpoint;
import zipkin2.Span;

/**
 * Zipkin's spans as OTLP's, the way OpenTelemetry's specification maps the two. A server's span that shares its id with the client's keeps
 * it: the two are told apart by their kind and service.
 */
final class ZipkinSpans {
    private static final String ENVIRONMENT = "deployment.environment.name";
    private static final int TRACE_ID_DIGITS = 32;

    private ZipkinSpans() {}

    static ExportTraceServiceRequest toOtlp(List<Span> spans) {
        Map<Resource, ScopeSpans.Builder> byResource = new LinkedHashMap<>();
        for (Span span : spans) {
            byResource
                    .computeIfAbsent(resource(span), resource -> ScopeSpans.newBuilder())
                    .addSpans(toOtlp(span));
        }
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        byResource.forEach((resource, scope) -> request.addResourceSpans(
                ResourceSpans.newBuilder().setResource(resource).addScopeSpans(scope)));
        return request.build();
    }

    private static Resource resource(Span span) {
        Resource.Builder resource = Resource.newBuilder();
        String service = span.localServiceName();
        if (service != null) {
            resource.addAttributes(attribute("service.name", service));
        }
        String environment = span.tags().get(ENVIRONMENT);
        if (environment != null) {
            resource.addAttributes(attribute(ENVIRONMENT, environment));
        }
        return resource.build();
    }

    private static io.opentelemetry.proto.trace.v1.Span toOtlp(Span span) {
        long start = TimeUnit.MICROSECONDS.toNanos(span.timestampAsLong());
        var converted = io.opentelemetry.proto.trace.v1.Span.newBuilder()
                .setTraceId(id("0".repeat(TRACE_ID_DIGITS - span.traceId().length()) + span.traceId()))
                .setSpanId(id(span.id()))
                .setKind(kind(span))
                .setStartTimeUnixNano(start)
                .setEndTimeUnixNano(start + TimeUnit.MICROSECONDS.toNanos(span.durationAsLong()));
        if (span.parentId() != null) {
            converted.setParentSpanId(id(span.parentId()));
        }
        if (span.name() != null) {
            converted.setName(span.name());
        }
        span.tags().forEach((key, value) -> {
            if (!key.equals(ENVIRONMENT)) {
                converted.addAttributes(attribute(key, value));
            }
        });
        endpoint(converted, span.localEndpoint(), "network.local");
        endpoint(converted, span.remoteEndpoint(), "network.peer");
        if (span.remoteServiceName() != null && !span.tags().containsKey("peer.service")) {
            converted.addAttributes(attribute("peer.service", span.remoteServiceName()));
        }
        span.annotations()
                .forEach(annotation -> converted.addEvents(Event.newBuilder()
                        .setTimeUnixNano(TimeUnit.MICROSECONDS.toNanos(annotation.timestamp()))
                        .setName(annotation.value())));
        return converted.setStatus(status(span.tags())).build();
    }

    private static ByteString id(String digits) {
        return ByteString.copyFrom(HexFormat.of().parseHex(digits));
    }

    private static SpanKind kind(Span span) {
        return switch (span.kind()) {
            case CLIENT -> SpanKind.SPAN_KIND_CLIENT;
            case SERVER -> SpanKind.SPAN_KIND_SERVER;
            case PRODUCER -> SpanKind.SPAN_KIND_PRODUCER;
            case CONSUMER -> SpanKind.SPAN_KIND_CONSUMER;
            case null -> SpanKind.SPAN_KIND_INTERNAL;
        };
    }

    private static void endpoint(
            io.opentelemetry.proto.trace.v1.Span.Builder span, @Nullable Endpoint endpoint, String prefix) {
        if (endpoint == null) {
            return;
        }
        String address = endpoint.ipv4() == null ? endpoint.ipv6() : endpoint.ipv4();
        if (address != null) {
            span.addAttributes(attribute(prefix + ".address", address));
        }
        if (endpoint.portAsInt() > 0) {
            span.addAttributes(attribute(
                    prefix + ".port",
                    AnyValue.newBuilder().setIntValue(endpoint.portAsInt()).build()));
        }
    }

    /** A tag {@code error} is an error, whatever it says; what exporters of OpenTelemetry say in tags of their own goes before. */
    private static Status status(Map<String, String> tags) {
        String code = tags.get("otel.status_code");
        String error = tags.get("error");
        if ("OK".equals(code)) {
            return Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_OK).build();
        }
        if (error == null && !"ERROR".equals(code)) {
            return Status.getDefaultInstance();
        }
        String description = tags.getOrDefault("otel.status_description", error == null ? "" : error);
        return Status.newBuilder()
                .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                .setMessage(description.equals("true") ? "" : description)
                .build();
    }
}
