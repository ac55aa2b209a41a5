// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import dev.plinth.core.telemetry.metric.MetricStore;
import dev.plinth.engines.SecretFiles;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is taken by OTLP, from whom, and how it is refused. */
class IngestIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PROTOBUF = "application/x-protobuf";

    private static Rig rig;

    @BeforeAll
    static void start() {
        rig = new Rig("--plinth.telemetry.max-body=1MB", "--plinth.telemetry.anonymous-rate=300KB");
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    private static byte[] logs(String service, String... bodies) {
        ScopeLogs.Builder scope = ScopeLogs.newBuilder();
        for (String body : bodies) {
            scope.addLogRecords(
                    LogRecord.newBuilder().setBody(AnyValue.newBuilder().setStringValue(body)));
        }
        return ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(ResourceLogs.newBuilder()
                        .setResource(io.opentelemetry.proto.resource.v1.Resource.newBuilder()
                                .addAttributes(io.opentelemetry.proto.common.v1.KeyValue.newBuilder()
                                        .setKey("service.name")
                                        .setValue(AnyValue.newBuilder().setStringValue(service))))
                        .addScopeLogs(scope))
                .build()
                .toByteArray();
    }

    private static void awaitLogs(String service, long expected) {
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(rig.count("plinth-logs-*", service)).isEqualTo(expected));
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void the_exporters_of_opentelemetry_get_through_by_both_protocols() {
        String token = rig.tokenOf("orders");
        try (var byHttp = Rig.loggers(
                        "sdk-http",
                        OtlpHttpLogRecordExporter.builder()
                                .setEndpoint(rig.http() + "/v1/logs")
                                .setCompression("gzip")
                                .addHeader("Authorization", "Bearer " + token)
                                .build());
                var byGrpc = Rig.loggers("sdk-grpc", rig.grpcLogs(token))) {
            for (int i = 0; i < 50; i++) {
                for (var provider : List.of(byHttp, byGrpc)) {
                    provider.get("orders.Checkout")
                            .logRecordBuilder()
                            .setSeverity(Severity.WARN)
                            .setBody("line " + i)
                            .setAllAttributes(Attributes.builder()
                                    .put("customer", "ada")
                                    .put("items", i)
                                    .build())
                            .emit();
                }
            }
        }
        awaitLogs("sdk-http", 50);
        awaitLogs("sdk-grpc", 50);
        JsonNode one = rig.index("GET", "/plinth-logs-*/_search?size=1&q=tags:%22items=7%22", null)
                .at("/hits/hits/0/_source");
        assertThat(one.path("app").asString()).isEqualTo("orders");
        assertThat(one.path("severity").asString()).isEqualTo("warn");
        assertThat(one.path("scope").asString()).isEqualTo("orders.Checkout");
        assertThat(one.path("body").asString()).isEqualTo("line 7");
        assertThat(one.path("env").asString()).isEqualTo("dev");
        assertThat(one.at("/attributes/items").asInt()).isEqualTo(7);
    }

    @Test
    void spans_get_through_by_both_protocols() {
        try (var byHttp = Rig.tracers(
                        "spans-http",
                        OtlpHttpSpanExporter.builder()
                                .setEndpoint(rig.http() + "/v1/traces")
                                .build());
                var byGrpc = Rig.tracers("spans-grpc", rig.grpcSpans())) {
            for (int i = 0; i < 30; i++) {
                byHttp.get("t").spanBuilder("work").startSpan().end();
                byGrpc.get("t").spanBuilder("work").startSpan().end();
            }
        }
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(rig.count("plinth-spans-*", "spans-http")).isEqualTo(30);
            assertThat(rig.count("plinth-spans-*", "spans-grpc")).isEqualTo(30);
        });
    }

    @Test
    void json_has_hexadecimal_ids() {
        HttpResponse<byte[]> answer = rig.post("/v1/traces", "application/json", """
                {"resourceSpans": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "json"}}]},
                 "scopeSpans": [{"spans": [{"traceId": "5b8efff798038103d269b633813fc60c", "spanId": "EEE19B7EC3C1B174",
                  "parentSpanId": "eee19b7ec3c1b173", "name": "in JSON", "kind": 2, "someFieldOfTomorrow": 1,
                  "startTimeUnixNano": "1544712660000000000", "endTimeUnixNano": "1544712661000000000"}]}]}]}
                """.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        assertThat(text(answer)).isEqualTo("{}");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(rig.count("plinth-spans-*", "json")).isEqualTo(1));
        JsonNode span =
                rig.index("GET", "/plinth-spans-*/_search?q=service:json", null).at("/hits/hits/0/_source");
        assertThat(span.path("traceId").asString()).isEqualTo("5b8efff798038103d269b633813fc60c");
        assertThat(span.path("spanId").asString()).isEqualTo("eee19b7ec3c1b174");
        assertThat(span.path("parentSpanId").asString()).isEqualTo("eee19b7ec3c1b173");
        assertThat(span.path("kind").asString()).isEqualTo("server");
        assertThat(span.path("durationNanos").asLong()).isEqualTo(1_000_000_000);
    }

    @Test
    void without_a_token_it_belongs_to_nobody() {
        assertThat(rig.post("/v1/logs", PROTOBUF, logs("nobodys", "hello")).statusCode())
                .isEqualTo(200);
        awaitLogs("nobodys", 1);
        assertThat(rig.index("GET", "/plinth-logs-*/_search?q=service:nobodys", null)
                        .at("/hits/hits/0/_source/app")
                        .asString())
                .isEqualTo("anonymous");
    }

    @Test
    void a_forged_token_is_refused_and_so_is_one_that_is_no_apps() {
        String good = rig.tokenOf("forger");
        for (String bad : List.of(good.substring(0, good.length() - 8) + "AAAAAAAA", "x", "a.b.c")) {
            HttpResponse<byte[]> answer =
                    rig.post("/v1/logs", PROTOBUF, logs("forged", "x"), "Authorization", "Bearer " + bad);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
            assertThat(text(answer)).contains("has expired or was revoked");
            StatusRuntimeException failure = grpcFailure(logs("forged", "x"), bad);
            assertThat(failure.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.UNAUTHENTICATED);
        }
        rig.core().process("other");
        String process =
                SecretFiles.read(rig.core().directory().resolve("credentials").resolve("other.token"));
        assertThat(rig.post("/v1/logs", PROTOBUF, logs("forged", "x"), "Authorization", "Bearer " + process)
                        .statusCode())
                .isEqualTo(403);
        assertThat(rig.count("plinth-logs-*", "forged")).isZero();
    }

    private static StatusRuntimeException grpcFailure(byte[] body, String token) {
        try {
            grpc(body, token);
            throw new AssertionError("it was taken");
        } catch (StatusRuntimeException e) {
            return e;
        }
    }

    private static byte[] grpc(byte[] body, String token) {
        MethodDescriptor.Marshaller<byte[]> bytes = new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(byte[] value) {
                return new ByteArrayInputStream(value);
            }

            @Override
            public byte[] parse(InputStream stream) {
                try {
                    return stream.readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        ManagedChannel channel = NettyChannelBuilder.forTarget(rig.grpc().replace("http://", ""))
                .usePlaintext()
                .build();
        Metadata headers = new Metadata();
        if (!token.isEmpty()) {
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        }
        try {
            return ClientCalls.blockingUnaryCall(
                    io.grpc.ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
                    MethodDescriptor.<byte[], byte[]>newBuilder()
                            .setType(MethodDescriptor.MethodType.UNARY)
                            .setFullMethodName("opentelemetry.proto.collector.logs.v1.LogsService/Export")
                            .setRequestMarshaller(bytes)
                            .setResponseMarshaller(bytes)
                            .build(),
                    CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                    body);
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void what_cannot_be_read_is_refused_with_the_reason() {
        HttpResponse<byte[]> protobuf = rig.post("/v1/logs", PROTOBUF, "no protobuf".getBytes(StandardCharsets.UTF_8));
        assertThat(protobuf.statusCode()).isEqualTo(400);
        assertThat(text(protobuf)).contains("cannot be read as OTLP in protobuf");
        HttpResponse<byte[]> json =
                rig.post("/v1/logs", "application/json", "{\"resourceLogs\": 7}".getBytes(StandardCharsets.UTF_8));
        assertThat(json.statusCode()).isEqualTo(400);
        assertThat(text(json)).contains("\"code\":3").contains("cannot be read as OTLP in JSON");
        assertThat(rig.post("/v1/logs", "text/plain", new byte[] {1}).statusCode())
                .isEqualTo(415);
        assertThat(rig.post("/v1/logs", PROTOBUF, logs("x", "y"), "Content-Encoding", "br")
                        .statusCode())
                .isEqualTo(415);
        assertThat(rig.post("/v1/logs", PROTOBUF, logs("x", "y"), "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(400);
        assertThat(rig.post("/v1/nothing", PROTOBUF, new byte[0]).statusCode()).isEqualTo(404);
        assertThat(grpcFailure("no protobuf".getBytes(StandardCharsets.UTF_8), "")
                        .getStatus()
                        .getCode())
                .isEqualTo(io.grpc.Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void metrics_get_through_by_both_protocols_and_in_both_encodings() throws Exception {
        long nanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        request.addResourceMetricsBuilder()
                .setResource(io.opentelemetry.proto.resource.v1.Resource.newBuilder()
                        .addAttributes(io.opentelemetry.proto.common.v1.KeyValue.newBuilder()
                                .setKey("service.name")
                                .setValue(AnyValue.newBuilder().setStringValue("measured"))))
                .addScopeMetricsBuilder()
                .addMetricsBuilder()
                .setName("queue.size")
                .getGaugeBuilder()
                .addDataPointsBuilder()
                .setTimeUnixNano(nanos)
                .setAsDouble(5);
        Metric.Builder gauge =
                request.getResourceMetricsBuilder(0).getScopeMetricsBuilder(0).getMetricsBuilder(0);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(rig.post(
                                        "/v1/metrics", PROTOBUF, request.build().toByteArray())
                                .statusCode())
                        .isEqualTo(200));
        gauge.setName("queue.json");
        HttpResponse<byte[]> json = rig.post(
                "/v1/metrics",
                "application/json",
                JsonFormat.printer().print(request).getBytes(StandardCharsets.UTF_8));
        assertThat(json.statusCode()).as(text(json)).isEqualTo(200);
        OtlpGrpcMetricExporter exporter =
                OtlpGrpcMetricExporter.builder().setEndpoint(rig.grpc()).build();
        try (SdkMeterProvider meters = SdkMeterProvider.builder()
                .setResource(Rig.service("measured"))
                .registerMetricReader(PeriodicMetricReader.builder(exporter)
                        .setInterval(Duration.ofMillis(200))
                        .build())
                .build()) {
            meters.get("test").counterBuilder("orders").build().add(3);
            // while it exports by itself, it does not when it is told to
            await().atMost(LIMIT)
                    .until(() -> meters.forceFlush().join(10, TimeUnit.SECONDS).isSuccess());
        }
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(rig.core()
                                .bean(MetricStore.class)
                                .open(labels -> labels.get("job").equals("measured"))
                                .labelValues("__name__", List.of(), 0, Long.MAX_VALUE))
                        .contains("queue_size", "queue_json", "orders_total", "target_info"));

        gauge.setName("deltas")
                .getSumBuilder()
                .setIsMonotonic(true)
                .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA)
                .addDataPointsBuilder()
                .setTimeUnixNano(nanos)
                .setAsInt(5);
        HttpResponse<byte[]> partly =
                rig.post("/v1/metrics", PROTOBUF, request.build().toByteArray());
        assertThat(partly.statusCode()).isEqualTo(200);
        ExportMetricsServiceResponse said = ExportMetricsServiceResponse.parseFrom(partly.body());
        assertThat(said.getPartialSuccess().getRejectedDataPoints()).isEqualTo(1);
        assertThat(said.getPartialSuccess().getErrorMessage()).contains("deltas");
        assertThat(rig.post("/v1/metrics", PROTOBUF, "no protobuf".getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(400);
        assertThat(rig.post("/v1/metrics", PROTOBUF, request.build().toByteArray(), "Authorization", "Bearer unknown")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void what_is_too_large_is_refused_also_when_it_only_becomes_so() throws Exception {
        byte[] large = logs("large", "x".repeat(1_100_000));
        assertThat(rig.post("/v1/logs", PROTOBUF, large).statusCode()).isEqualTo(413);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(large);
        }
        assertThat(packed.size()).isLessThan(10_000);
        assertThat(rig.post("/v1/logs", PROTOBUF, packed.toByteArray(), "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(413);
        assertThat(grpcFailure(large, "").getStatus().getCode()).isEqualTo(io.grpc.Status.Code.RESOURCE_EXHAUSTED);
        assertThat(rig.count("plinth-logs-*", "large")).isZero();
    }

    @Test
    void of_a_request_that_is_good_in_part_the_good_part_is_kept() throws Exception {
        String token = rig.tokenOf("partly");
        HttpResponse<byte[]> answer = rig.post(
                "/v1/logs",
                PROTOBUF,
                logs("partly", "small", "x".repeat(800_000), "small too"),
                "Authorization",
                "Bearer " + token);
        assertThat(answer.statusCode()).isEqualTo(200);
        ExportLogsServiceResponse logs = ExportLogsServiceResponse.parseFrom(answer.body());
        assertThat(logs.getPartialSuccess().getRejectedLogRecords()).isEqualTo(1);
        assertThat(logs.getPartialSuccess().getErrorMessage()).contains("expected: at most");
        awaitLogs("partly", 2);
        ExportTraceServiceRequest spans = ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .addScopeSpans(ScopeSpans.newBuilder()
                                .addSpans(Span.newBuilder()
                                        .setTraceId(ByteString.copyFrom(new byte[16]))
                                        .setSpanId(ByteString.copyFrom(new byte[8])))))
                .build();
        ExportTraceServiceResponse refused = ExportTraceServiceResponse.parseFrom(
                rig.post("/v1/traces", PROTOBUF, spans.toByteArray()).body());
        assertThat(refused.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
        assertThat(refused.getPartialSuccess().getErrorMessage()).contains("trace id");
    }

    @Test
    void who_sends_too_much_without_a_token_is_told_when_to_come_back() {
        byte[] body = logs("flood", "x".repeat(700_000));
        HttpResponse<byte[]> answer = rig.post("/v1/logs", PROTOBUF, body);
        int taken = 0;
        while (answer.statusCode() == 200 && taken < 50) {
            taken++;
            answer = rig.post("/v1/logs", PROTOBUF, body);
        }
        assertThat(taken).as("ten seconds' worth of 300 KB").isBetween(1, 10);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 60);
        StatusRuntimeException failure = grpcFailure(body, "");
        assertThat(failure.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.RESOURCE_EXHAUSTED);
        assertThat(Objects.requireNonNull(failure.getTrailers())
                        .containsKey(Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER)))
                .as("says when to retry")
                .isTrue();
        String token = rig.tokenOf("paying");
        assertThat(rig.post("/v1/logs", PROTOBUF, body, "Authorization", "Bearer " + token)
                        .statusCode())
                .as("who has a token is not held back")
                .isEqualTo(200);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> rig.post("/v1/logs", PROTOBUF, logs("x", "y")).statusCode() == 200);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void an_ingest_key_sends_in_each_way_that_shippers_show_it_and_opens_nothing_else() {
        JsonNode made = rig.secretOf("keyed", "ingest");
        String key = made.at("/secret").asString();
        assertThat(key).startsWith("plinth_ingest_");
        byte[] body = logs("keyed", "by key");
        for (String shown : List.of(
                "Bearer " + key,
                "ApiKey " + key,
                "apikey " + base64("any:" + key),
                "Basic " + base64("anybody:" + key))) {
            assertThat(rig.post("/v1/logs", PROTOBUF, body, "Authorization", shown)
                            .statusCode())
                    .as(shown.substring(0, 7))
                    .isEqualTo(200);
        }
        try (LogRecordExporter grpc = rig.grpcLogs(key);
                SdkLoggerProvider provider = Rig.loggers("keyed", grpc)) {
            provider.get("t").logRecordBuilder().setBody("by gRPC").emit();
            assertThat(provider.forceFlush().join(20, TimeUnit.SECONDS).isSuccess())
                    .isTrue();
        }
        awaitLogs("keyed", 5);
        assertThat(rig.index("GET", "/plinth-logs-*/_count?q=service:keyed%20AND%20app:keyed", null)
                        .path("count")
                        .asInt())
                .isEqualTo(5);
        assertThat(rig.core()
                        .anonymous()
                        .send("GET", "/api/v1/logs", null, null, Map.of("Authorization", "Bearer " + key))
                        .status())
                .isEqualTo(401);
        assertThat(rig.core()
                        .anonymous()
                        .send(
                                "POST",
                                "/oauth2/token",
                                "application/x-www-form-urlencoded",
                                "grant_type=client_credentials".getBytes(StandardCharsets.UTF_8),
                                Map.of("Authorization", "Basic " + base64("keyed:" + key)))
                        .status())
                .isEqualTo(401);
        assertThat(rig.core()
                        .admin()
                        .delete("/api/v1/apps/keyed/secrets/" + made.at("/id").asString())
                        .status())
                .isEqualTo(204);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(rig.post("/v1/logs", PROTOBUF, body, "Authorization", "Bearer " + key)
                                .statusCode())
                        .isEqualTo(401));
    }

    @Test
    void what_is_no_key_is_refused_with_what_would_be_one() {
        byte[] body = logs("forged", "x");
        for (String shown : List.of(
                "Bearer plinth_ingest_forged",
                "ApiKey forged",
                "ApiKey " + base64("id:forged"),
                "Basic " + base64("orders:plinth_ingest_"),
                "Basic !!!",
                "Digest x",
                "Bearer")) {
            HttpResponse<byte[]> refused = rig.post("/v1/logs", PROTOBUF, body, "Authorization", shown);
            assertThat(refused.statusCode()).as(shown).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
        }
        assertThat(text(rig.post("/v1/logs", "application/json", body, "Authorization", "Digest x")))
                .contains("is not understood")
                .contains("the ingest key of an app");
    }

    @Test
    void an_app_has_the_quota_that_is_decided_for_it_at_once() {
        String key = rig.secretOf("greedy", "ingest").at("/secret").asString();
        byte[] body = logs("greedy", "x".repeat(100_000));
        for (int i = 0; i < 3; i++) {
            assertThat(rig.post("/v1/logs", PROTOBUF, body, "Authorization", "Bearer " + key)
                            .statusCode())
                    .isEqualTo(200);
        }
        rig.apply("kind: IngestQuota\nname: greedy\nspec: {kilobytesPerSecond: 1}\n");
        assertThat(rig.post("/v1/logs", PROTOBUF, body, "Authorization", "Bearer " + key)
                        .statusCode())
                .as("one may overdraw it")
                .isEqualTo(200);
        HttpResponse<byte[]> refused = rig.post("/v1/logs", "application/json", body, "Authorization", "Bearer " + key);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(text(refused))
                .contains("The app greedy sends more than 1024 bytes a second")
                .contains("IngestQuota/greedy");
        String other = rig.secretOf("modest", "ingest").at("/secret").asString();
        assertThat(rig.post("/v1/logs", PROTOBUF, logs("modest", "y"), "Authorization", "Bearer " + other)
                        .statusCode())
                .as("others are unharmed")
                .isEqualTo(200);
        rig.apply("kind: IngestQuota\nname: greedy\nspec: {kilobytesPerSecond: 1000}\n");
        assertThat(rig.post("/v1/logs", PROTOBUF, body, "Authorization", "Bearer " + key)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_text_that_is_no_utf_8_takes_nothing_with_it_and_control_characters_are_data() {
        byte[] body = logs("latin", "caf# is closed", "fine", "\u001b[31m\nERROR forged line\r\u0000");
        for (int i = 0; i < body.length; i++) {
            if (body[i] == '#') {
                body[i] = (byte) 0xe9; // é in Latin-1
            }
        }
        assertThat(rig.post("/v1/logs", PROTOBUF, body).statusCode()).isEqualTo(200);
        awaitLogs("latin", 3);
        List<String> found = rig.core()
                .admin()
                .get("/api/v1/logs?service=latin")
                .body()
                .path("items")
                .findValuesAsString("body");
        assertThat(found)
                .containsExactlyInAnyOrder("caf\ufffd is closed", "fine", "\u001b[31m\nERROR forged line\r\u0000");
        byte[] cut = java.util.Arrays.copyOf(body, body.length - 5);
        assertThat(rig.post("/v1/logs", PROTOBUF, cut).statusCode()).isEqualTo(400);
    }
}
