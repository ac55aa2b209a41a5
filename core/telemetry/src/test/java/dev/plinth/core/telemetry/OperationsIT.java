// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** Of traces that are not sampled those that fail are kept, and all are counted, each once. */
@TestMethodOrder(OrderAnnotation.class)
class OperationsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int TRACES = 200;
    /** Of so many fails one. */
    private static final int FAILS = 20;

    private static final String NONE = "th:ffffffffffffff";

    private static Rig rig;

    @BeforeAll
    static void start() {
        rig = new Rig("--plinth.telemetry.anonymous-rate=100MB");
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    private static String trace(int number) {
        return "%032x".formatted(0x5000_0000_0000L + number);
    }

    /** As of a request that came through a gateway. */
    private static Context from(String trace, @Nullable String threshold) {
        TraceState state = threshold == null
                ? TraceState.getDefault()
                : TraceState.builder().put("plinth", threshold).build();
        return Context.root()
                .with(Span.wrap(
                        SpanContext.createFromRemoteParent(trace, "00f067aa0ba902b7", TraceFlags.getSampled(), state)));
    }

    private static Span begin(SdkTracerProvider of, String name, SpanKind kind, Context parent) {
        return of.get("test")
                .spanBuilder(name)
                .setSpanKind(kind)
                .setParent(parent)
                .startSpan();
    }

    private static int calls(String service, String operation) {
        return rig.core()
                .admin()
                .get("/api/v1/operations?service=" + service)
                .body()
                .at("/items")
                .valueStream()
                .filter(each -> each.path("operation").asString("").equals(operation))
                .mapToInt(each -> each.path("calls").asInt(0))
                .sum();
    }

    private static Set<String> kept(String service) {
        rig.index("POST", "/plinth-spans-*/_refresh?ignore_unavailable=true", null);
        Set<String> traces = new TreeSet<>();
        rig.index("GET", "/plinth-spans-*/_search?size=1000&ignore_unavailable=true&q=service:" + service, null)
                .at("/hits/hits")
                .forEach(hit -> traces.add(hit.at("/_source/traceId").asString("")));
        return traces;
    }

    /** At the end of this minute, and the one after, since one may have ended meanwhile. */
    private static double metric(String query) {
        long time = System.currentTimeMillis() / 1_000 + 120;
        JsonNode answer = rig.core()
                .admin()
                .get("/prometheus/api/v1/query?time=" + time + "&query="
                        + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .body();
        return Double.parseDouble(answer.at("/data/result/0/value/1").asString("NaN"));
    }

    /** Counters have what was counted; an increase is extrapolated, here from a few minutes to more. */
    private static void asMetrics() {
        assertThat(
                        metric(
                                "sum(max_over_time(traces_spanmetrics_calls_total{service=\"front\", span_kind=\"SPAN_KIND_SERVER\"}[1h]))"))
                .isEqualTo(TRACES);
        assertThat(
                        metric(
                                "sum(max_over_time(traces_service_graph_request_total{client=\"front\", server=\"stock\"}[1h]))"))
                .isEqualTo(TRACES);
        assertThat(metric("histogram_count(sum(increase(traces_spanmetrics_latency{span_name=\"GET /stock\"}[1h])))"))
                .isCloseTo(TRACES, within(TRACES * 0.5));
    }

    @Test
    @Order(1)
    void of_what_is_not_sampled_is_kept_what_fails_and_all_is_counted() {
        Set<String> failed = new TreeSet<>();
        try (var front = Rig.tracers("front", rig.grpcSpans());
                var stock = Rig.tracers("stock", rig.grpcSpans())) {
            for (int i = 0; i < TRACES; i++) {
                boolean fails = i % FAILS == 0;
                Span server = begin(front, "GET /front", SpanKind.SERVER, from(trace(i), NONE));
                Span client =
                        begin(front, "GET", SpanKind.CLIENT, Context.root().with(server));
                Span answer = begin(
                        stock, "GET /stock", SpanKind.SERVER, Context.root().with(client));
                if (fails) {
                    failed.add(trace(i));
                    answer.setStatus(StatusCode.ERROR);
                }
                answer.end();
                client.end();
                server.end();
            }
            // what does not fail came first, and is held
            assertThat(front.forceFlush().join(20, TimeUnit.SECONDS).isSuccess())
                    .isTrue();
        }
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(calls("front", "GET /front")).isEqualTo(TRACES);
            assertThat(calls("stock", "GET /stock")).isEqualTo(TRACES);
            assertThat(kept("front")).isEqualTo(failed);
            assertThat(kept("stock")).isEqualTo(failed);
        });
        assertThat(rig.count("plinth-spans-*", "front")).isEqualTo(2L * TRACES / FAILS);

        asMetrics();
        JsonNode graph = rig.core().admin().get("/api/v1/service-graph").body();
        JsonNode edge = graph.at("/edges/0");
        assertThat(edge.path("from").asString()).isEqualTo("service:front");
        assertThat(edge.path("to").asString()).isEqualTo("service:stock");
        assertThat(edge.path("calls").asInt()).isEqualTo(TRACES);
        assertThat(edge.path("errors").asInt()).isEqualTo(TRACES / FAILS);
        JsonNode examples = rig.core()
                .admin()
                .get("/api/v1/operations/history?service=stock")
                .body()
                .at("/examples");
        assertThat(examples.findValuesAsString("traceId")).isNotEmpty().isSubsetOf(failed);
    }

    @Test
    @Order(2)
    void the_request_at_the_gateway_is_kept_with_its_trace_and_its_trace_with_it() throws Exception {
        String upstreamFails = trace(1_001);
        String gatewayFails = trace(1_002);
        String nothingFails = trace(1_003);
        try (var edge = Rig.tracers("edge", rig.grpcSpans())) {
            for (String trace : List.of(upstreamFails, gatewayFails, nothingFails)) {
                Span server = begin(edge, "GET /edge", SpanKind.SERVER, from(trace, NONE));
                if (trace.equals(upstreamFails)) {
                    server.setStatus(StatusCode.ERROR);
                }
                server.end();
            }
        }
        List<String> lines = new ArrayList<>();
        for (String trace : List.of(upstreamFails, gatewayFails, nothingFails)) {
            lines.add("""
                    {"time":%d,"gateway":"g1","route":"edge","method":"GET","status":%d,"micros":1000,\
                    "trace":"%s","span":"00f067aa0ba902b7","th":"ffffffffffffff","env":"dev","service":"edge"}\
                    """.formatted(System.currentTimeMillis() * 1_000, trace.equals(gatewayFails) ? 504 : 200, trace));
        }
        try (var producer = rig.core().bean(KafkaAccess.class).producer("test")) {
            producer.send(new ProducerRecord<>(
                            Topic.ACCESS.topic(), String.join("\n", lines).getBytes(StandardCharsets.UTF_8)))
                    .get(10, TimeUnit.SECONDS);
        }
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(kept("gateway")).containsExactlyInAnyOrder(upstreamFails, gatewayFails);
            assertThat(kept("edge")).containsExactlyInAnyOrder(upstreamFails, gatewayFails);
            assertThat(calls("gateway", "GET edge")).isEqualTo(3);
            assertThat(calls("edge", "GET /edge")).isEqualTo(3);
        });
    }

    @Test
    @Order(3)
    void what_began_without_a_threshold_or_is_above_it_is_kept() {
        String above = "%032x".formatted(0xff00_0000_0000_00L);
        try (var own = Rig.tracers("own", rig.grpcSpans())) {
            begin(own, "a", SpanKind.SERVER, from(trace(2_001), null)).end();
            begin(own, "b", SpanKind.SERVER, from(above, "th:c")).end();
            begin(own, "c", SpanKind.SERVER, from(trace(2_002), "th:c")).end();
        }
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(calls("own", "a") + calls("own", "b") + calls("own", "c"))
                    .isEqualTo(3);
            assertThat(kept("own")).containsExactlyInAnyOrder(trace(2_001), above);
        });
    }

    @Test
    @Order(4)
    void no_name_stands_in_the_way_of_the_others() {
        String faces = "\uD83D\uDE00".repeat(3_000);
        try (var odd = Rig.tracers("odd", rig.grpcSpans())) {
            begin(odd, "nul \0", SpanKind.SERVER, Context.root()).end();
            begin(odd, "x" + faces, SpanKind.SERVER, Context.root()).end();
            begin(odd, "plain", SpanKind.SERVER, Context.root()).end();
        }
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(calls("odd", "plain")).isEqualTo(1);
            assertThat(calls("odd", "nul \uFFFD")).isEqualTo(1);
            assertThat(calls("odd", "x" + faces.substring(0, 178))).isEqualTo(1);
        });
    }

    @Test
    @Order(5)
    void what_is_read_again_is_not_counted_again() {
        forgetOffsets();
        rig.start();
        try (var last = Rig.tracers("last", rig.grpcSpans())) {
            begin(last, "GET /last", SpanKind.SERVER, Context.root()).end();
        }
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(calls("last", "GET /last")).isEqualTo(1);
            assertThat(rig.figures().repeated()).as("it was read again").isGreaterThan(TRACES / FAILS);
        });
        assertThat(calls("front", "GET /front")).isEqualTo(TRACES);
        assertThat(calls("stock", "GET /stock")).isEqualTo(TRACES);
        assertThat(calls("gateway", "GET edge")).isEqualTo(3);
        assertThat(rig.count("plinth-spans-*", "front")).isEqualTo(2L * TRACES / FAILS);
    }

    /** As after a kill before Kafka was told anything; the core is stopped. */
    private static void forgetOffsets() {
        try (Admin admin = rig.core().bean(KafkaAccess.class).admin("test")) {
            rig.stopCore();
            await().atMost(LIMIT).ignoreExceptions().until(() -> {
                admin.deleteConsumerGroups(List.of("plinth-telemetry-spans", "plinth-telemetry-access"))
                        .all()
                        .get(10, TimeUnit.SECONDS);
                return true;
            });
        }
    }
}
