// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brave.Span;
import brave.Span.Kind;
import brave.Tracing;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import zipkin2.reporter.BytesMessageSender;
import zipkin2.reporter.Encoding;
import zipkin2.reporter.brave.AsyncZipkinSpanHandler;
import zipkin2.reporter.urlconnection.URLConnectionSender;

/** Spans of Zipkin's clients, as they are, become traces like all others. */
class ZipkinIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PATH = "/api/v2/spans";
    private static final String JSON = "application/json";

    private static Rig rig;

    @BeforeAll
    static void start() {
        rig = new Rig("--plinth.telemetry.anonymous-rate=1MB", "--plinth.telemetry.max-body=2MB");
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    private static Tracing tracing(String service, AsyncZipkinSpanHandler handler) {
        return Tracing.newBuilder()
                .localServiceName(service)
                .traceId128Bit(true)
                .supportsJoin(true)
                .addSpanHandler(handler)
                .build();
    }

    private static JsonNode trace(String id, int spans) {
        return await().atMost(LIMIT)
                .until(
                        () -> rig.core().admin().get("/api/v1/traces/" + id).body(),
                        body -> body.at("/spanCount").asInt(0) == spans);
    }

    private static JsonNode details(JsonNode trace, int span) {
        return rig.core()
                .admin()
                .get("/api/v1/traces/%s/spans/%s"
                        .formatted(
                                trace.at("/traceId").asString(),
                                trace.at("/spans/%d/spanId".formatted(span)).asString()))
                .body()
                .at("/items");
    }

    @ParameterizedTest
    @EnumSource(
            value = Encoding.class,
            names = {"JSON", "PROTO3"})
    void what_brave_sends_is_a_trace_also_where_client_and_server_share_an_id(Encoding encoding) throws Exception {
        String shop = "shop-" + encoding.name().toLowerCase(java.util.Locale.ROOT);
        String till = shop.replace("shop", "till");
        String trace;
        try (BytesMessageSender sender = URLConnectionSender.newBuilder()
                        .endpoint(rig.http() + PATH)
                        .encoding(encoding)
                        .build();
                AsyncZipkinSpanHandler handler =
                        AsyncZipkinSpanHandler.newBuilder(sender).build();
                Tracing ofShop = tracing(shop, handler);
                Tracing ofTill = tracing(till, handler)) {
            Span client = ofShop.tracer()
                    .newTrace()
                    .name("pay")
                    .kind(Kind.CLIENT)
                    .tag("deployment.environment.name", "dev")
                    .start();
            Span server = ofTill.tracer()
                    .joinSpan(client.context())
                    .name("post /pay")
                    .kind(Kind.SERVER)
                    .tag("http.status_code", "402")
                    .start();
            Span charge = ofTill.tracer()
                    .newChild(server.context())
                    .name("charge")
                    .start()
                    .annotate("asked the bank");
            charge.error(new IllegalStateException("declined")).finish();
            server.finish();
            client.remoteServiceName(till);
            client.finish();
            trace = client.context().traceIdString();
            handler.flush();
        }
        JsonNode found = trace(trace, 3);
        assertThat(found.at("/spans").valueStream().map(ZipkinIT::told))
                .containsExactly(
                        "0 %s client pay false".formatted(shop),
                        "1 %s server post /pay false".formatted(till),
                        "2 %s internal charge true".formatted(till));
        assertThat(found.at("/spans/0/env").asString()).isEqualTo("dev");
        assertThat(found.at("/spans/1/spanId")).isEqualTo(found.at("/spans/0/spanId"));
        assertThat(found.at("/spans/2/statusMessage").asString()).isEqualTo("declined");
        JsonNode sides = details(found, 0);
        assertThat(sides.findValuesAsString("kind")).containsExactlyInAnyOrder("client", "server");
        assertThat(sides.valueStream()
                        .filter(side -> side.at("/service").asString().equals(till))
                        .map(side -> side.at("/attributes/http.status_code").asString("")))
                .containsExactly("402");
        assertThat(details(found, 2).at("/0/events/0/name").asString()).isEqualTo("asked the bank");
        JsonNode edges = await().atMost(LIMIT)
                .until(
                        () -> rig.core()
                                .admin()
                                .get("/api/v1/service-graph?minutes=15")
                                .body()
                                .at("/edges"),
                        all -> all.valueStream()
                                .anyMatch(edge -> edge.at("/from").asString().contains(shop)));
        assertThat(edges.valueStream()
                        .filter(edge -> edge.at("/from").asString().contains(shop)))
                .as(edges.toString())
                .singleElement()
                .satisfies(edge -> {
                    assertThat(edge.at("/to").asString()).isEqualTo("service:" + till);
                    assertThat(edge.at("/calls").asInt()).isEqualTo(1);
                });
        assertThat(edges.valueStream()
                        .filter(edge -> edge.at("/from").asString().contains(till)))
                .isEmpty();
    }

    private static String told(JsonNode span) {
        return "%d %s %s %s %b"
                .formatted(
                        span.at("/depth").asInt(),
                        span.at("/service").asString(),
                        span.at("/kind").asString(),
                        span.at("/name").asString(),
                        span.at("/error").asBoolean());
    }

    private static HttpResponse<byte[]> post(String body) {
        return rig.post(PATH, JSON, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void a_short_trace_id_is_the_same_with_zeros_before_it() {
        HttpResponse<byte[]> taken = post("""
                [{"traceId": "5af7183fb1d4cf5f", "id": "352bff9a74ca9ad2", "name": "old", "timestamp": 1700000000000000,
                  "duration": 1500, "localEndpoint": {"serviceName": "old", "ipv4": "10.0.0.7", "port": 8080}}]
                """);
        assertThat(taken.statusCode()).as(text(taken)).isEqualTo(202);
        assertThat(taken.body()).isEmpty();
        JsonNode found = trace("00000000000000005af7183fb1d4cf5f", 1);
        assertThat(found.at("/spans/0/durationNanos").asLong()).isEqualTo(1_500_000);
        assertThat(details(found, 0).at("/0/attributes/network.local.address").asString())
                .isEqualTo("10.0.0.7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json | Zipkin's version 2",
                "{\"traceId\": \"1\", \"id\": \"1\"} | Zipkin's version 2",
                "[{\"traceId\": \"1\"}] | Zipkin's version 2",
                "[{\"traceId\": \"xyz\", \"id\": \"1\"}] | Zipkin's version 2",
                "'' | The body is empty"
            })
    void what_cannot_be_read_is_refused_with_the_reason(String body, String expected) {
        HttpResponse<byte[]> refused = post(body);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(text(refused)).contains(expected);
    }

    @Test
    void a_span_that_is_too_large_is_named_and_the_others_are_kept() {
        String trace = "463ac35c9f6413ad48485a3953bb6124";
        HttpResponse<byte[]> answer = post("""
                [{"traceId": "%1$s", "id": "a2fb4a1d1a96d312", "tags": {"large": "%2$s"}},
                 {"traceId": "%1$s", "id": "a2fb4a1d1a96d313", "name": "kept", "localEndpoint": {"serviceName": "large"}}]
                """.formatted(trace, "x".repeat(900_000)));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(text(answer))
                .contains("1 spans are not kept, and all others are")
                .contains("expected: at most");
        assertThat(trace(trace, 1).at("/spans/0/name").asString()).isEqualTo("kept");
    }

    @Test
    void who_sends_is_looked_at_before_what() throws Exception {
        byte[] nothing = "[]".getBytes(StandardCharsets.UTF_8);
        HttpResponse<byte[]> forged = rig.post(PATH, JSON, nothing, "Authorization", "Bearer forged");
        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(forged.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(rig.post(PATH, JSON, nothing, "Authorization", "Bearer " + rig.tokenOf("zipkin"))
                        .statusCode())
                .isEqualTo(202);
        assertThat(rig.post(PATH, "text/plain", nothing).statusCode()).isEqualTo(415);
        for (String method : List.of("GET", "DELETE")) {
            HttpResponse<byte[]> answer = Rig.HTTP.send(
                    HttpRequest.newBuilder(URI.create(rig.http() + PATH))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
        }
    }
}
