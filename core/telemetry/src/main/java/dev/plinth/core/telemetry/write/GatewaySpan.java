// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import dev.plinth.core.telemetry.opensearch.Indices;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

    /** A record of Kafka holds many lines, one for each request. */
    static List<Document> of(ConsumerRecord<byte[], byte[]> record, String id) {
        List<Document> documents = new ArrayList<>();
        String index = Indices.ofSpans(record.timestamp());
        String[] lines = new String(record.value(), StandardCharsets.UTF_8).split("\n");
        for (int i = 0; i < lines.length; i++) {
            JsonNode access = lines[i].isBlank() ? JSON.createObjectNode() : JSON.readTree(lines[i]);
            if (text(access, "trace").length() == 32 && text(access, "span").length() == 16) {
                String one = Documents.place(id, i);
                documents.add(new Document(index, one, json(access, one, record.timestamp())));
            }
        }
        return documents;
    }

    private static byte[] json(JsonNode access, String id, long received) {
        long start = access.path("time").asLong(received * 1_000) * 1_000;
        long duration = Math.max(0, access.path("micros").asLong(0)) * 1_000;
        int status = access.path("status").asInt(CLIENT_GONE);
        boolean error = status == CLIENT_GONE || status >= 500;
        Map<String, JsonNode> attributes = attributes(access);
        return Documents.json(out -> {
            Documents.head(out, id, start, received, "plinth", SERVICE);
            Values.text(out, "traceId", text(access, "trace"));
            Values.text(out, "spanId", text(access, "span"));
            Values.flag(out, "root", true);
            Values.text(out, "name", (text(access, "method") + " " + text(access, "route")).strip());
            Values.text(out, "kind", "server");
            Values.text(out, "scope", SERVICE);
            Values.text(out, "instance", text(access, "gateway"));
            Values.number(out, "endNanos", start + duration);
            Values.number(out, "durationNanos", duration);
            Values.flag(out, "error", error);
            Values.text(out, "status", error ? "error" : "unset");
            Values.text(out, "statusMessage", text(access, "problem"));
            out.writeName("attributes");
            out.writeTree(JSON.valueToTree(attributes));
            out.writeName("tags");
            out.writeStartArray();
            attributes.forEach((key, value) -> out.writeString(key + "=" + value.asString()));
            out.writeEndArray();
        });
    }

    private static String text(JsonNode access, String field) {
        return access.path(field).asString("");
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
