// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.core.telemetry.ingest.BulkRequest.Item;
import dev.plinth.core.telemetry.ingest.BulkRequest.Outcome;
import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * As much of Elasticsearch's API as those need who ship logs to it: {@code _bulk}, and what they ask before. Each document becomes a log
 * record; nothing can be read, changed or deleted here.
 */
final class BulkHttp implements Protocol {
    /** What shippers take for an Elasticsearch; see its clients' product check. */
    private static final Map<String, String> PRODUCT = Map.of("X-Elastic-Product", "Elasticsearch");

    private static final String VERSION = "9.4.0";
    private static final Pattern BULK = Pattern.compile("/(?:([^/]+)/)?_bulk");
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("application/(?:x-ndjson|json|vnd\\.elasticsearch\\+(?:x-ndjson|json))");
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ANSWER = "application/json";

    private final Ingest ingest;

    BulkHttp(Ingest ingest) {
        this.ingest = ingest;
    }

    @Override
    public boolean isAt(String path) {
        return path.equals("/")
                || path.equals("/_license")
                || BULK.matcher(path).matches();
    }

    @Override
    public Answer take(Received request) throws Refusal, IOException {
        return switch (request.path()) {
            case "/" -> {
                request.mustBe("GET", "HEAD");
                var _ = request.sender();
                yield answer(200, cluster());
            }
            case "/_license" -> {
                request.mustBe("GET", "HEAD");
                var _ = request.sender();
                yield answer(200, Map.of("license", Map.of("uid", "plinth", "type", "basic", "status", "active")));
            }
            default -> bulk(request);
        };
    }

    /** All that its clients insist on; they read no more of it than the number. */
    private static Map<String, Object> cluster() {
        return Map.of(
                "name",
                "plinth",
                "cluster_name",
                "plinth",
                "cluster_uuid",
                "plinth",
                "version",
                Map.of(
                        "number",
                        VERSION,
                        "build_flavor",
                        "default",
                        "build_type",
                        "tar",
                        "build_hash",
                        "plinth",
                        "build_date",
                        "2026-01-01T00:00:00Z",
                        "build_snapshot",
                        false,
                        "lucene_version",
                        "10.0.0",
                        "minimum_wire_compatibility_version",
                        "8.0.0",
                        "minimum_index_compatibility_version",
                        "8.0.0"),
                "tagline",
                "You Know, for Search");
    }

    private Answer bulk(Received request) throws Refusal, IOException {
        long begin = System.nanoTime();
        request.mustBe("POST", "PUT");
        Sender sender = request.sender();
        if (!MEDIA_TYPE.matcher(request.mediaType()).matches()) {
            throw request.wrongMediaType("application/x-ndjson or application/json");
        }
        byte[] body = request.body();
        ingest.admit(body.length, sender);
        var path = BULK.matcher(request.path());
        List<Item> items = BulkRequest.read(body, path.matches() ? path.group(1) : null);
        List<Outcome> outcomes = BulkLogs.take(items, sender, ingest);
        return new Answer(200, ANSWER, PRODUCT, told(outcomes, (System.nanoTime() - begin) / 1_000_000));
    }

    private static byte[] told(List<Outcome> outcomes, long millis) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + outcomes.size() * 96);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeNumberProperty("took", millis);
            out.writeBooleanProperty("errors", outcomes.stream().anyMatch(each -> each.error() != null));
            out.writeArrayPropertyStart("items");
            for (Outcome outcome : outcomes) {
                out.writeStartObject();
                out.writeObjectPropertyStart(outcome.item().action());
                out.writeStringProperty("_index", outcome.item().index());
                out.writeStringProperty("_id", outcome.item().id());
                out.writeNumberProperty("status", outcome.status());
                error(out, outcome.error());
                out.writeEndObject();
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void error(JsonGenerator out, @Nullable String error) {
        if (error == null) {
            out.writeNumberProperty("_version", 1);
            out.writeStringProperty("result", "created");
        } else {
            out.writeObjectPropertyStart("error");
            out.writeStringProperty("type", BulkRequest.ERROR_TYPE);
            out.writeStringProperty("reason", error);
            out.writeEndObject();
        }
    }

    private static Answer answer(int status, Object body) {
        return new Answer(status, ANSWER, PRODUCT, JSON.writeValueAsBytes(body));
    }

    @Override
    public Answer refused(Received request, Refusal refusal) {
        String type = refusal.reason() == Reason.UNAUTHENTICATED || refusal.reason() == Reason.FORBIDDEN
                ? "security_exception"
                : "illegal_argument_exception";
        return answer(
                refusal.reason().http(),
                Map.of(
                        "error",
                        Map.of("type", type, "reason", refusal.message()),
                        "status",
                        refusal.reason().http()));
    }
}
