// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.opensearch;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.kernel.engine.OpenSearchHttp;
import dev.plinth.core.kernel.engine.OpenSearchHttp.Answer;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.telemetry.TelemetryRoom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The few requests to OpenSearch that the room makes. */
@Component
public class OpenSearch implements AutoCloseable {
    private final TelemetryRoom room;
    private final JsonMapper json;
    private final @Nullable OpenSearchHttp http;

    OpenSearch(TelemetryRoom room, JsonMapper json) {
        this.room = room;
        this.json = json;
        this.http = room.isOn() ? new OpenSearchHttp(room.opensearch(), json) : null;
    }

    /** A search, for somebody who asks the API. Indices that are not there have nothing in them. */
    public JsonNode search(String indices, Object body) {
        try {
            Answer answer = send(
                    "POST",
                    "/" + indices + "/_search?ignore_unavailable=true&allow_no_indices=true",
                    "application/json",
                    json.writeValueAsBytes(body));
            if (!answer.isOk()) {
                throw new EngineAway("OpenSearch answers " + answer.error(), null);
            }
            return answer.body();
        } catch (EngineAway away) {
            throw new ProblemException(
                    ErrorCode.ENGINE_UNAVAILABLE,
                    "OpenSearch does not answer, or has no room. What was sent meanwhile waits in Kafka. Try again in a moment.",
                    List.of(),
                    Map.of("engine", "opensearch"),
                    away);
        }
    }

    public Answer get(String path) {
        return send("GET", path, null, null);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null, null);
    }

    public Answer put(String path, Object body) {
        return send("PUT", path, "application/json", json.writeValueAsBytes(body));
    }

    public Answer bulk(byte[] lines) {
        return send(
                "POST",
                "/_bulk?filter_path=errors,items.*.status,items.*.error.type,items.*.error.reason,error",
                "application/x-ndjson",
                lines);
    }

    private Answer send(String method, String path, @Nullable String type, byte @Nullable [] body) {
        room.require();
        return Objects.requireNonNull(http).send(method, path, type, body);
    }

    @Override
    public void close() {
        if (http != null) {
            http.close();
        }
    }
}
