// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.opensearch;

import dev.plinth.core.kernel.engine.EngineProperties.Connection;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.telemetry.TelemetryRoom;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The few requests to OpenSearch that the room makes, over the JDK's client. */
@Component
public class OpenSearch implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MESSAGE = 300;

    private final TelemetryRoom room;
    private final JsonMapper json;
    private final Object opening = new Object();
    private volatile @Nullable HttpClient http;

    OpenSearch(TelemetryRoom room, JsonMapper json) {
        this.room = room;
        this.json = json;
    }

    /** What came back. */
    public record Answer(int status, JsonNode body) {
        public boolean isOk() {
            return status < 300;
        }

        /** Its own word for what went wrong. */
        public String error() {
            String type = body.at("/error/type").asString("");
            String reason = body.at("/error/reason").asString("");
            return "%d %s %s".formatted(status, type, reason).strip();
        }
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
                throw new OpenSearchAway("OpenSearch answers " + answer.error(), null);
            }
            return answer.body();
        } catch (OpenSearchAway away) {
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

    /** @throws OpenSearchAway when it makes sense to try again later */
    private Answer send(String method, String path, @Nullable String type, byte @Nullable [] body) {
        Connection connection = room.opensearch();
        String url = connection.url();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create((url.endsWith("/") ? url.substring(0, url.length() - 1) : url) + path))
                .timeout(TIMEOUT)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        try {
            if (connection.username() != null && connection.passwordFile() != null) {
                String pair = connection.username() + ":"
                        + Files.readString(connection.passwordFile()).strip();
                request.header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
            }
            HttpResponse<byte[]> response = client().send(request.build(), BodyHandlers.ofByteArray());
            Answer answer = new Answer(response.statusCode(), read(response.body()));
            if (answer.status() == 401 || answer.status() == 403 || answer.status() == 429 || answer.status() >= 500) {
                throw new OpenSearchAway("OpenSearch answers " + answer.error(), null);
            }
            return answer;
        } catch (IOException e) {
            throw new OpenSearchAway("OpenSearch does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OpenSearchAway("interrupted", e);
        }
    }

    private JsonNode read(byte[] body) {
        if (body.length == 0) {
            return json.createObjectNode();
        }
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            String text = new String(body, StandardCharsets.UTF_8);
            return json.createObjectNode()
                    .set(
                            "error",
                            json.createObjectNode().put("reason", text.substring(0, Math.min(MESSAGE, text.length()))));
        }
    }

    private HttpClient client() {
        HttpClient existing = http;
        if (existing != null) {
            return existing;
        }
        synchronized (opening) {
            existing = http;
            if (existing == null) {
                existing = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
                http = existing;
            }
            return existing;
        }
    }

    @Override
    public void close() {
        HttpClient open = http;
        if (open != null) {
            open.shutdownNow();
        }
    }
}
