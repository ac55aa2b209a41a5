// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.remote;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.kernel.engine.EngineProperties;
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
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A store of yours, when there is one. With a user name it is told that and the password, with a password alone it is a bearer token. */
@Component
public class RemotePrometheus {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long MAX_BYTES = 512L << 20;

    private final @Nullable Connection connection;
    private final JsonMapper json;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    RemotePrometheus(EngineProperties engines, JsonMapper json) {
        this.connection = engines.prometheus();
        this.json = json;
    }

    /** Whether metrics are kept there instead of here. */
    public boolean isUsed() {
        return connection != null;
    }

    /** What came back, as it is. */
    public record Answer(int status, String type, byte[] body) {
        String text() {
            String text = new String(body, StandardCharsets.UTF_8).strip();
            return text.length() > 300 ? text.substring(0, 300) + "…" : text;
        }
    }

    /** @throws EngineAway when it does not answer */
    public Answer write(byte[] request) {
        return send(request("/api/v1/write")
                .header("Content-Encoding", "snappy")
                .header("Content-Type", "application/x-protobuf")
                .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                .POST(BodyPublishers.ofByteArray(SnappyBlocks.compress(request))));
    }

    /** The body of an answer to a {@code prometheus.ReadRequest}, decompressed. */
    byte[] read(byte[] request) {
        Answer answer = send(request("/api/v1/read")
                .header("Content-Encoding", "snappy")
                .header("Content-Type", "application/x-protobuf")
                .header("X-Prometheus-Remote-Read-Version", "0.1.0")
                .POST(BodyPublishers.ofByteArray(SnappyBlocks.compress(request))));
        try {
            return SnappyBlocks.decompress(expect(answer).body, MAX_BYTES);
        } catch (IOException e) {
            throw new EngineAway("the store of metrics does not answer as Prometheus does: " + e.getMessage(), e);
        }
    }

    /** What its HTTP API answers to a form, whatever that is. */
    public Answer ask(String path, String form) {
        return send(request("/api/v1/" + path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    /** What its HTTP API answers under {@code data}. */
    JsonNode data(String pathAndQuery) {
        Answer answer = expect(send(request("/api/v1/" + pathAndQuery).GET()));
        try {
            return json.readTree(answer.body).path("data");
        } catch (JacksonException e) {
            throw new EngineAway("the store of metrics does not answer as Prometheus does: " + e.getMessage(), e);
        }
    }

    private static Answer expect(Answer answer) {
        if (answer.status != 200) {
            throw new EngineAway("the store of metrics answers %d: %s".formatted(answer.status, answer.text()), null);
        }
        return answer;
    }

    private HttpRequest.Builder request(String path) {
        if (connection == null) {
            throw new IllegalStateException("There is no store of metrics besides our own");
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(connection.url() + path)).timeout(LIMIT);
        String password = connection.password();
        if (password != null) {
            String user = connection.username();
            request.header(
                    "Authorization",
                    user == null
                            ? "Bearer " + password
                            : "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
        }
        return request;
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse("application/json"),
                    response.body());
        } catch (IOException e) {
            throw new EngineAway("the store of metrics does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineAway("interrupted while the store of metrics was asked", e);
        }
    }
}
