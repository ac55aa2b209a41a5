// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Sends OTLP as JSON, and remembers an answer that should not have been. */
final class OtlpSender {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String key;
    private final AtomicReference<String> wrong = new AtomicReference<>("");

    OtlpSender(String key) {
        this.key = key;
    }

    /** @param path {@code /v1/logs} or {@code /v1/traces} */
    boolean isTaken(Plinth core, String path, String body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + core.port(4318) + path))
                .timeout(Duration.ofSeconds(15))
                .header("Authorization", "ApiKey " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200 && answer.statusCode() != 503) {
                wrong.set(answer.statusCode() + ": " + answer.body());
            }
            return answer.statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    void failed(RuntimeException failure) {
        wrong.set(failure.toString());
    }

    /** Empty if all was well. */
    String wrong() {
        return wrong.get();
    }
}
