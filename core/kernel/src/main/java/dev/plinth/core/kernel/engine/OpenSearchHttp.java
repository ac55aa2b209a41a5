// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.engine;

import dev.plinth.core.kernel.engine.EngineProperties.Connection;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests to OpenSearch, over the JDK's client. */
public final class OpenSearchHttp implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MESSAGE = 300;

    private final Connection connection;
    private final JsonMapper json;
    private final Object opening = new Object();
    private volatile @Nullable HttpClient http;

    /** Asks nothing yet. */
    public OpenSearchHttp(Connection connection, JsonMapper json) {
        this.connection = connection;
        this.json = json;
    }

    /** What came back. It is read as JSON when somebody asks for that; not for more than one thread. */
    public static final class Answer {
        private final int status;
        private final byte[] bytes;
        private final JsonMapper json;
        private @Nullable JsonNode body;

        private Answer(int status, byte[] bytes, JsonMapper json) {
            this.status = status;
            this.bytes = bytes;
            this.json = json;
        }

        public int status() {
            return status;
        }

        public boolean isOk() {
            return status < 300;
        }

        public JsonNode body() {
            JsonNode known = body;
            if (known == null) {
                known = read();
                body = known;
            }
            return known;
        }

        private JsonNode read() {
            if (bytes.length == 0) {
                return json.createObjectNode();
            }
            try {
                return json.readTree(bytes);
            } catch (JacksonException e) {
                String text = new String(bytes, StandardCharsets.UTF_8);
                return json.createObjectNode()
                        .set(
                                "error",
                                json.createObjectNode()
                                        .put("reason", text.substring(0, Math.min(MESSAGE, text.length()))));
            }
        }

        /** Whether the body begins with that, as it does when it begins with a field that is asked for first: to read much JSON is dear. */
        public boolean begins(String text) {
            byte[] beginning = text.getBytes(StandardCharsets.UTF_8);
            return Arrays.equals(bytes, 0, Math.min(bytes.length, beginning.length), beginning, 0, beginning.length);
        }

        /** Its own word for what went wrong. */
        public String error() {
            String type = body().at("/error/type").asString("");
            String reason = body().at("/error/reason").asString("");
            return "%d %s %s".formatted(status, type, reason).strip();
        }
    }

    /** @throws EngineAway when it makes sense to try again later */
    public Answer put(String path, Object body) {
        return send("PUT", path, "application/json", json.writeValueAsBytes(body));
    }

    /** @throws EngineAway when it makes sense to try again later */
    public Answer send(String method, String path, @Nullable String type, byte @Nullable [] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(connection.url() + path))
                .timeout(TIMEOUT)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        try {
            String password = connection.password();
            if (connection.username() != null && password != null) {
                String pair = connection.username() + ":" + password;
                request.header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
            }
            HttpResponse<byte[]> response = client().send(request.build(), BodyHandlers.ofByteArray());
            Answer answer = new Answer(response.statusCode(), response.body(), json);
            if (answer.status() == 401 || answer.status() == 403 || answer.status() == 429 || answer.status() >= 500) {
                throw new EngineAway("OpenSearch answers " + answer.error(), null);
            }
            return answer;
        } catch (IOException e) {
            throw new EngineAway("OpenSearch does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineAway("interrupted", e);
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
