// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request at a gateway as the span that it is: what the upstream's span has as its parent. Whose child it is itself, a record does not
 * say, so it stands at the top of its trace.
 *
 * @param place of its line in the record
 * @param peer who was asked; null when nobody was but the platform itself
 */
record GatewaySpan(ResourceSpans spans, int place, @Nullable Peer peer) {
    /** Whose it is. */
    static final String APP = "plinth";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SERVICE = "gateway";
    private static final int CLIENT_GONE = 0;
    private static final Pattern TRACE = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern SPAN = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern THRESHOLD = Pattern.compile("[0-9a-fA-F]{1,14}");
    private static final Map<String, String> ATTRIBUTES = Map.of(
            "http.request.method", "method",
            "http.response.status_code", "status",
            "url.path", "path",
            "server.address", "host",
            "client.address", "client",
            "plinth.route", "route",
            "plinth.upstream", "upstream",
            "enduser.id", "principal",
            "error.type", "problem");

    Span span() {
        return spans.getScopeSpans(0).getSpans(0);
    }

    /** A record of Kafka holds many lines, one for each request. */
    static List<GatewaySpan> of(ConsumerRecord<byte[], byte[]> record) throws Documents.Unreadable {
        List<GatewaySpan> all = new ArrayList<>();
        String[] lines = new String(record.value(), StandardCharsets.UTF_8).split("\n");
        try {
            for (int i = 0; i < lines.length; i++) {
                JsonNode access = lines[i].isBlank() ? JSON.createObjectNode() : JSON.readTree(lines[i]);
                if (TRACE.matcher(text(access, "trace")).matches()
                        && SPAN.matcher(text(access, "span")).matches()) {
                    all.add(new GatewaySpan(spans(access, record.timestamp()), i, peer(access)));
                }
            }
        } catch (JacksonException e) {
            throw new Documents.Unreadable(String.valueOf(e.getMessage()), e);
        }
        return all;
    }

    /** An address is no service. */
    private static @Nullable Peer peer(JsonNode access) {
        String service = text(access, "service");
        if (service.isEmpty()) {
            return null;
        }
        return service.contains(":")
                ? new Peer("external", service, "")
                : new Peer("service", service, text(access, "env"));
    }

    private static ResourceSpans spans(JsonNode access, long received) {
        Resource.Builder resource = Resource.newBuilder()
                .addAttributes(attribute("service.name", SERVICE))
                .addAttributes(attribute("service.instance.id", text(access, "gateway")));
        if (!text(access, "env").isEmpty()) {
            resource.addAttributes(attribute("deployment.environment.name", text(access, "env")));
        }
        return ResourceSpans.newBuilder()
                .setResource(resource)
                .addScopeSpans(ScopeSpans.newBuilder()
                        .setScope(InstrumentationScope.newBuilder().setName(SERVICE))
                        .addSpans(span(access, received)))
                .build();
    }

    private static Span span(JsonNode access, long received) {
        long start = access.path("time").asLong(received * 1_000) * 1_000;
        int status = access.path("status").asInt(CLIENT_GONE);
        Span.Builder span = Span.newBuilder()
                .setTraceId(id(access, "trace"))
                .setSpanId(id(access, "span"))
                .setName((text(access, "method") + " " + text(access, "route")).strip())
                .setKind(SpanKind.SPAN_KIND_SERVER)
                .setStartTimeUnixNano(start)
                .setEndTimeUnixNano(start + Math.max(0, access.path("micros").asLong(0)) * 1_000);
        if (THRESHOLD.matcher(text(access, "th")).matches()) {
            span.setTraceState(Sampling.MEMBER + text(access, "th"));
        }
        if (status == CLIENT_GONE || status >= 500) {
            span.setStatus(
                    Status.newBuilder().setCode(StatusCode.STATUS_CODE_ERROR).setMessage(text(access, "problem")));
        }
        ATTRIBUTES.forEach((key, field) -> {
            JsonNode value = access.path(field);
            if (value.isIntegralNumber()) {
                span.addAttributes(KeyValue.newBuilder()
                        .setKey(key)
                        .setValue(AnyValue.newBuilder().setIntValue(value.asLong())));
            } else if (value.isString()) {
                span.addAttributes(attribute(key, value.asString()));
            }
        });
        return span.build();
    }

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static ByteString id(JsonNode access, String field) {
        return ByteString.copyFrom(HexFormat.of().parseHex(text(access, field)));
    }

    private static String text(JsonNode access, String field) {
        return access.path(field).asString("");
    }
}
