// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.TestTelemetry;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.telemetry.ingest.IngestPorts;
import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.kafka.KafkaEngine;
import dev.plinth.engines.opensearch.OpenSearchEngine;
import dev.plinth.engines.testing.TestingEngine;
import dev.plinth.engines.testing.TestingPostgres;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A core with this room on a real Kafka and a real OpenSearch, which are there for one rig after the other. */
final class Rig implements AutoCloseable {
    static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = JsonMapper.shared();
    /** Without this setting there are no metrics but those that tests send. */
    static final String OWN_METRICS = "--plinth.telemetry.metrics.own=true";

    final TestingEngine kafka = Engines.KAFKA;
    final TestingEngine opensearch = Engines.OPENSEARCH;
    private final EngineConnection database = TestingPostgres.freshDatabase();
    private final Path directory = TestCore.temporary();
    private final List<String> settings;
    private @Nullable TestCore running;

    /** Of all rigs, from the first on. */
    private static final class Engines {
        static final TestingEngine KAFKA = TestingEngine.untilExit(new KafkaEngine());
        static final TestingEngine OPENSEARCH = TestingEngine.untilExit(new OpenSearchEngine());
    }

    Rig(String... settings) {
        this.settings = List.of(settings);
        start();
    }

    /** Another core on the same engines, after the one before was closed. */
    void start(String... more) {
        running = another(more);
    }

    /** A core beside the others, to be closed by whoever asks for it. */
    TestCore another(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "--plinth.identity.public-url=http://plinth.test:8080",
                "--plinth.telemetry.http-port=0",
                "--plinth.telemetry.grpc-port=0",
                "--logging.level.org.apache.kafka=error",
                "--logging.level.dev.plinth=info"));
        if (!settings.contains(OWN_METRICS)) {
            all.add("--plinth.telemetry.metrics.own=false");
        }
        engine(all, "kafka", kafka.connection());
        engine(all, "opensearch", opensearch.connection());
        all.addAll(settings);
        all.addAll(List.of(more));
        return TestCore.start(TestTelemetry.class, database, directory, all.toArray(String[]::new));
    }

    static void engine(List<String> settings, String name, EngineConnection connection) {
        settings.add("--plinth.engines." + name + ".url=" + connection.url());
        settings.add("--plinth.engines." + name + ".username=" + connection.username());
        settings.add("--plinth.engines." + name + ".password-file=" + connection.passwordFile());
    }

    /** Nobody listens there now. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    TestCore core() {
        return Objects.requireNonNull(running);
    }

    void stopCore() {
        core().close();
        running = null;
    }

    TelemetryFigures.Figures figures() {
        return core().bean(TelemetryFigures.class).read();
    }

    String http() {
        return "http://127.0.0.1:" + core().bean(IngestPorts.class).httpPort();
    }

    String grpc() {
        return "http://127.0.0.1:" + core().bean(IngestPorts.class).grpcPort();
    }

    /** What an administrator decides, and this core has read. */
    String apply(String documents) {
        Answer applied = core().admin().apply(documents);
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        String position = applied.header("Plinth-Position");
        core().bean(LedgerPosition.class).await(Long.parseLong(position), Duration.ofSeconds(10));
        return position;
    }

    /** A new secret of an app, which is made if need be. */
    JsonNode secretOf(String app, String purpose) {
        String position = apply("kind: App\nname: %s\nspec: {grantTypes: [client_credentials]}\n".formatted(app));
        return core().admin()
                .post(
                        "/api/v1/apps/%s/secrets?purpose=%s&position=%s".formatted(app, purpose, position),
                        "application/json",
                        "")
                .body();
    }

    /** The access token of an app, which is made if need be. */
    String tokenOf(String app) {
        String pair = app + ":" + secretOf(app, "token").at("/secret").asString();
        Answer token = core().anonymous()
                .send(
                        "POST",
                        "/oauth2/token",
                        "application/x-www-form-urlencoded",
                        "grant_type=client_credentials".getBytes(StandardCharsets.UTF_8),
                        Map.of(
                                "Authorization",
                                "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))));
        assertThat(token.status()).as(token.text()).isEqualTo(200);
        return token.body().at("/access_token").asString();
    }

    static Resource service(String name) {
        return Resource.create(Attributes.builder()
                .put("service.name", name)
                .put("deployment.environment.name", "dev")
                .build());
    }

    LogRecordExporter grpcLogs(@Nullable String token) {
        var exporter = OtlpGrpcLogRecordExporter.builder().setEndpoint(grpc()).setTimeout(Duration.ofSeconds(20));
        if (token != null) {
            exporter.addHeader("Authorization", "Bearer " + token);
        }
        return exporter.build();
    }

    SpanExporter grpcSpans() {
        return OtlpGrpcSpanExporter.builder()
                .setEndpoint(grpc())
                .setTimeout(Duration.ofSeconds(20))
                .build();
    }

    static SdkLoggerProvider loggers(String service, LogRecordExporter exporter) {
        return SdkLoggerProvider.builder()
                .setResource(service(service))
                .addLogRecordProcessor(BatchLogRecordProcessor.builder(exporter)
                        .setMaxQueueSize(20_000)
                        .build())
                .build();
    }

    static SdkTracerProvider tracers(String service, SpanExporter exporter) {
        return SdkTracerProvider.builder()
                .setResource(service(service))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setMaxQueueSize(20_000)
                        .build())
                .build();
    }

    HttpResponse<byte[]> post(String path, String type, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(http() + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** OpenSearch itself is asked. */
    JsonNode index(String method, String path, @Nullable String body) {
        String pair = "plinth:"
                + SecretFiles.read(
                        Objects.requireNonNull(opensearch.connection().passwordFile()));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(opensearch.connection().url() + path))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How many documents there are with that service, and how many different bodies among them. */
    long count(String indices, String service) {
        index("POST", "/" + indices + "/_refresh?ignore_unavailable=true", null);
        return index("GET", "/" + indices + "/_count?ignore_unavailable=true&q=service:" + service, null)
                .path("count")
                .asLong(-1);
    }

    /** The next finds nothing of this one. */
    @Override
    public void close() {
        try (Admin admin = core().bean(KafkaAccess.class).admin("test")) {
            stopCore();
            admin.deleteTopics(Stream.of(Topic.values()).map(Topic::topic).toList())
                    .all()
                    .get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
        JsonNode deleted = index("DELETE", "/plinth-logs-*,plinth-spans-*", null);
        assertThat(deleted.path("acknowledged").asBoolean(false))
                .as(deleted.toString())
                .isTrue();
    }
}
