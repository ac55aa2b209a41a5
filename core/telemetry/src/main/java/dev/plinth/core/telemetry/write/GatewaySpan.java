// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import dev.plinth.core.telemetry.opensearch.Indices;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request at a gateway as the span that it is: what the upstream's span has as its parent. Whose child it is itself, a record does not
 * say, so it stands at the top of its trace.
 */
final class GatewaySpan {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SERVICE = "gateway";
    private static final int CLIENT_GONE = 0;

    private GatewaySpan() {}

    static List<Document> of(ConsumerRecord<byte[], byte[]> record, String id) {
        JsonNode access = JSON.readTree(record.value());
        String trace = access.path("trace").asString("");
        String span = access.path("span").asString("");
        if (trace.length() != 32 || span.length() != 16) {
            return List.of();
        }
        long start = access.path("time").asLong(record.timestamp() * 1_000) * 1_000;
        long duration = Math.max(0, access.path("micros").asLong(0)) * 1_000;
        int status = access.path("status").asInt(CLIENT_GONE);
        boolean error = status == CLIENT_GONE || status >= 500;
        String route = access.path("route").asString("");
        String method = access.path("method").asString("");
        Map<String, JsonNode> attributes = attributes(access);
        return List.of(new Document(Indices.of(Indices.SPANS, record.timestamp()), id, Documents.json(out -> {
            Documents.head(out, id, start, record.timestamp(), "plinth", SERVICE);
            Values.text(out, "traceId", trace);
            Values.text(out, "spanId", span);
            Values.flag(out, "root", true);
            Values.text(out, "name", (method + " " + route).strip());
            Values.text(out, "kind", "server");
            Values.text(out, "scope", SERVICE);
            Values.text(out, "instance", access.path("gateway").asString(""));
            Values.number(out, "endNanos", start + duration);
            Values.number(out, "durationNanos", duration);
            Values.flag(out, "error", error);
            Values.text(out, "status", error ? "error" : "unset");
            Values.text(out, "statusMessage", access.path("problem").asString(""));
            out.writeName("attributes");
            out.writeTree(JSON.valueToTree(attributes));
            out.writeName("tags");
            out.writeStartArray();
            attributes.forEach((key, value) -> out.writeString(key + "=" + value.asString()));
            out.writeEndArray();
        })));
    }

    private static Map<String, JsonNode> attributes(JsonNode access) {
        Map<String, JsonNode> attributes = new LinkedHashMap<>();
        Map.of(
                        "http.request.method", "method",
                        "http.response.status_code", "status",
                        "url.path", "path",
                        "server.address", "host",
                        "client.address", "client",
                        "plinth.route", "route",
                        "plinth.upstream", "upstream",
                        "enduser.id", "principal",
                        "error.type", "problem")
                .forEach((key, field) -> {
                    JsonNode value = access.path(field);
                    if (!value.isMissingNode() && !value.isNull()) {
                        attributes.put(key, value);
                    }
                });
        return attributes;
    }
}
