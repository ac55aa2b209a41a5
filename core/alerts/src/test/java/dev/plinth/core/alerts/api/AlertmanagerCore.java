// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.alerts.AlertsCore;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.telemetry.ingest.IngestPorts;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import dev.plinth.engines.EngineConnection;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A core that is spoken to as an Alertmanager. */
final class AlertmanagerCore implements AutoCloseable {
    static final String API = "/alertmanager/dev/api/v2";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final TestCore core;

    AlertmanagerCore(EngineConnection database, Path directory) {
        core = AlertsCore.start(database, directory);
    }

    TestCore core() {
        return core;
    }

    Caller admin() {
        return core.admin();
    }

    /** What an administrator decides, and this core has read. */
    String apply(String documents) {
        Answer applied = admin().apply(documents);
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        String position = applied.header("Plinth-Position");
        core.bean(LedgerPosition.class).await(Long.parseLong(position), Duration.ofSeconds(10));
        return position;
    }

    /** A new ingest key of an app, which is made if need be. */
    String ingestKeyOf(String app) {
        String position = apply("kind: App\nname: %s\nspec: {grantTypes: [client_credentials]}\n".formatted(app));
        return admin().post(
                        "/api/v1/apps/%s/secrets?purpose=ingest&position=%s".formatted(app, position),
                        "application/json",
                        "")
                .body()
                .at("/secret")
                .asString();
    }

    Answer post(Caller caller, String path, String json) {
        return caller.post(API + path, "application/json", json);
    }

    /** To the port of telemetry. */
    HttpResponse<String> ingest(String method, String path, String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ingestPort() + path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    int ingestPort() {
        return core.bean(IngestPorts.class).httpPort();
    }

    JsonNode get(Caller caller, String path) {
        Answer answer = caller.get(API + path);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.body();
    }

    /** The alerts of that name, as the caller sees them. */
    List<JsonNode> alerts(Caller caller, String name) {
        return get(caller, "/alerts")
                .valueStream()
                .filter(alert -> alert.at("/labels/alertname").asString().equals(name))
                .toList();
    }

    @Override
    public void close() {
        core.close();
    }
}
