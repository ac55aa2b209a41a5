// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.TestTelemetry;
import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.testing.TestingPostgres;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Logs and traces are found again, by who may. */
class QueryIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** A trace of which there is nothing but the request at the gateway. */
    private static final String BESIDE = "5b8efff798038103d269b633813fc6ff";

    private static final int LARGE = 10_000;
    private static final int DEEP = 5_000;

    private static Instant start;

    private static Rig rig;
    private static Caller admin;
    private static String checkout;
    private static String largest;

    @BeforeAll
    static void begin() throws Exception {
        start = Instant.now().minusSeconds(300).truncatedTo(ChronoUnit.MILLIS);
        rig = new Rig("--plinth.telemetry.anonymous-rate=100MB");
        admin = rig.core().admin();
        checkout = sendCheckout();
        largest = sendLarge(LARGE);
        sendOthers();
        sendLogs(checkout);
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(rig.figures().written())
                    .isGreaterThanOrEqualTo(rig.figures().accepted());
            assertThat(admin.get("/api/v1/traces/" + checkout)
                            .body()
                            .path("spanCount")
                            .asInt(0))
                    .isEqualTo(7);
            assertThat(rig.count("plinth-spans-*", "films")).isEqualTo(LARGE);
            assertThat(admin.get("/api/v1/logs?service=orders&limit=1000")
                            .body()
                            .at("/items"))
                    .hasSize(60);
            assertThat(admin.get("/api/v1/traces?service=batch&limit=200")
                            .body()
                            .at("/items"))
                    .hasSize(25);
            assertThat(admin.get("/api/v1/service-graph?minutes=30").body().at("/edges"))
                    .hasSizeGreaterThanOrEqualTo(5);
        });
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    private static Instant at(int millis) {
        return start.plusMillis(millis);
    }

    private static Span span(
            SdkTracerProvider of, String name, SpanKind kind, @Nullable Span parent, int from, Attributes attributes) {
        var builder = of.get("test")
                .spanBuilder(name)
                .setSpanKind(kind)
                .setStartTimestamp(at(from))
                .setAllAttributes(attributes);
        return (parent == null
                        ? builder.setNoParent()
                        : builder.setParent(Context.root().with(parent)))
                .startSpan();
    }

    /** Gateway → orders → payments (fails), database, topic → mails. */
    private static String sendCheckout() throws Exception {
        String trace;
        try (var orders = Rig.tracers("orders", rig.grpcSpans());
                var payments = Rig.tracers("payments", rig.grpcSpans());
                var mails = Rig.tracers("mails", rig.grpcSpans())) {
            Span server = span(
                    orders,
                    "POST /orders",
                    SpanKind.SERVER,
                    null,
                    10,
                    Attributes.builder()
                            .put("http.request.method", "POST")
                            .put("customer", "ada")
                            .build());
            trace = server.getSpanContext().getTraceId();
            Span select = span(
                    orders,
                    "SELECT film",
                    SpanKind.CLIENT,
                    server,
                    20,
                    Attributes.builder()
                            .put("db.system.name", "postgresql")
                            .put("db.namespace", "shop")
                            .build());
            select.end(at(25));
            Span call = span(orders, "POST", SpanKind.CLIENT, server, 30, Attributes.empty());
            Span pay = span(payments, "POST /pay", SpanKind.SERVER, call, 35, Attributes.empty());
            pay.addEvent(
                    "exception",
                    Attributes.builder().put("exception.message", "no money").build(),
                    at(40));
            pay.setStatus(StatusCode.ERROR, "declined");
            pay.end(at(60));
            call.setStatus(StatusCode.ERROR);
            call.end(at(70));
            Attributes topic = Attributes.builder()
                    .put("messaging.system", "kafka")
                    .put("messaging.destination.name", "shop.orders")
                    .build();
            Span send = span(orders, "send shop.orders", SpanKind.PRODUCER, server, 75, topic);
            send.end(at(80));
            Span receive = span(mails, "process shop.orders", SpanKind.CONSUMER, send, 90, topic);
            receive.end(at(95));
            server.end(at(100));
            sendAccess(trace, server);
        }
        return trace;
    }

    /** As a gateway does, whose span the one of orders is below. Here it is not: the parent was sent already. */
    private static void sendAccess(String trace, Span server) throws Exception {
        KafkaAccess kafka = rig.core().bean(KafkaAccess.class);
        String line = """
                {"time":%d,"gateway":"g1","route":"shop","method":"POST","host":"localhost","path":"/orders","status":502,\
                "bytesIn":10,"bytesOut":20,"micros":100000,"upstream":"127.0.0.1:9000","client":"127.0.0.1",\
                "trace":"%s","span":"00f067aa0ba902b7","problem":"upstream.failed"%s}
                """;
        long micros = at(5).toEpochMilli() * 1000;
        String record = line.formatted(micros, trace, ",\"env\":\"dev\",\"service\":\"orders\"")
                + line.formatted(micros, BESIDE, "");
        assertThat(server.getSpanContext().isValid()).isTrue();
        await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> {
            try (var producer = kafka.producer("test")) {
                producer.send(new ProducerRecord<>(Topic.ACCESS.topic(), record.getBytes(StandardCharsets.UTF_8)))
                        .get(10, TimeUnit.SECONDS);
            }
        });
    }

    /** Below the first span are a long chain and then many beside each other. */
    private static String sendLarge(int spans) throws Exception {
        try (var films = Rig.tracers("films", rig.grpcSpans())) {
            Span first = span(films, "import", SpanKind.INTERNAL, null, 0, Attributes.empty());
            Span above = first;
            Attributes plot = Attributes.builder()
                    .put("plot", "It is told that " + "somebody finds something. ".repeat(20))
                    .build();
            for (int i = 1; i < spans; i++) {
                boolean deep = i <= DEEP;
                Span next = span(films, "film", SpanKind.INTERNAL, deep ? above : first, i, plot);
                next.end(at(i + 1));
                above = next;
            }
            first.end(at(spans));
            assertThat(films.forceFlush().join(60, TimeUnit.SECONDS).isSuccess())
                    .isTrue();
            return first.getSpanContext().getTraceId();
        }
    }

    private static void sendOthers() {
        try (var batch = Rig.tracers("batch", rig.grpcSpans())) {
            for (int i = 0; i < 25; i++) {
                Span outer = span(batch, "job", SpanKind.INTERNAL, null, 1_000 + i * 10, Attributes.empty());
                // a span of the same trace that is much older than the pages between
                span(batch, "step", SpanKind.INTERNAL, outer, i, Attributes.empty())
                        .end(at(i + 1));
                outer.end(at(1_000 + i * 10 + i));
            }
        }
    }

    private static void sendLogs(String trace) {
        try (SdkLoggerProvider orders = Rig.loggers("orders", rig.grpcLogs(rig.tokenOf("orders")));
                SdkLoggerProvider secret = Rig.loggers("vault", rig.grpcLogs(null))) {
            for (int i = 0; i < 60; i++) {
                var record = orders.get("shop.Orders")
                        .logRecordBuilder()
                        .setTimestamp(at(i * 100))
                        .setSeverity(i % 10 == 0 ? Severity.ERROR : Severity.INFO)
                        .setBody("Order %d of customer ada was %s".formatted(i, i % 10 == 0 ? "refused" : "taken"))
                        .setAllAttributes(Attributes.builder().put("order", i).build());
                if (i == 30) {
                    record.setContext(Context.root()
                            .with(Span.wrap(SpanContext.create(
                                    trace, "00f067aa0ba902b8", TraceFlags.getSampled(), TraceState.getDefault()))));
                }
                record.emit();
            }
            secret.get("v")
                    .logRecordBuilder()
                    .setBody("opened for customer ada")
                    .emit();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<String> bodies(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.body()
                .at("/items")
                .valueStream()
                .map(item -> item.path("body").asString(""))
                .toList();
    }

    @Test
    void a_trace_is_a_waterfall() {
        JsonNode trace = admin.get("/api/v1/traces/" + checkout).body();
        assertThat(trace.at("/spans")
                        .valueStream()
                        .map(span -> span.path("depth").asInt(-1) + " "
                                + span.path("name").asString("")))
                .containsExactly(
                        "0 POST shop",
                        "0 POST /orders",
                        "1 SELECT film",
                        "1 POST",
                        "2 POST /pay",
                        "1 send shop.orders",
                        "2 process shop.orders");
        assertThat(trace.path("errorCount").asInt()).isEqualTo(3);
        assertThat(trace.at("/spans/4/service").asString()).isEqualTo("payments");
        assertThat(trace.at("/spans/4/statusMessage").asString()).isEqualTo("declined");
        assertThat(trace.at("/spans/4/offsetNanos").asLong()).isEqualTo(30_000_000);
        assertThat(trace.at("/spans/4/durationNanos").asLong()).isEqualTo(25_000_000);
        assertThat(trace.at("/spans/0/service").asString()).isEqualTo("gateway");
        assertThat(trace.at("/services")
                        .valueStream()
                        .map(each -> each.path("service").asString("")))
                .containsExactlyInAnyOrder("orders", "payments", "mails", "gateway");
        assertThat(admin.get("/api/v1/traces/" + BESIDE)
                        .body()
                        .at("/spans/0/instance")
                        .asString())
                .isEqualTo("g1");
        assertThat(admin.get("/api/v1/traces/" + checkout.toUpperCase(Locale.ROOT))
                        .status())
                .isEqualTo(200);
        assertThat(admin.get("/api/v1/traces/" + "0".repeat(31) + "1").code()).isEqualTo("telemetry.trace-not-found");
    }

    private static String detailsOf(String trace, JsonNode span) {
        return "/api/v1/traces/%s/spans/%s".formatted(trace, span.at("/spanId").asString());
    }

    @Test
    void what_a_span_carries_is_asked_for_by_its_id() {
        JsonNode trace = admin.get("/api/v1/traces/" + checkout).body();
        assertThat(trace.at("/spans/4").propertyNames()).doesNotContain("attributes", "resource", "events", "links");
        Answer pay = admin.get(detailsOf(checkout, trace.at("/spans/4")));
        assertThat(pay.body().at("/items")).as(pay.text()).hasSize(1);
        assertThat(pay.body().at("/items/0/service").asString()).isEqualTo("payments");
        assertThat(pay.body().at("/items/0/kind").asString()).isEqualTo("server");
        assertThat(pay.body()
                        .at("/items/0/events/0/attributes/exception.message")
                        .asString())
                .isEqualTo("no money");
        assertThat(pay.body().at("/items/0/resource/service.name").asString()).isEqualTo("payments");
        assertThat(admin.get(detailsOf(checkout, trace.at("/spans/0")))
                        .body()
                        .at("/items/0/attributes/http.response.status_code")
                        .asInt())
                .isEqualTo(502);
        String ofAnother = detailsOf(BESIDE, trace.at("/spans/4"));
        assertThat(admin.get(ofAnother).status()).isEqualTo(404);
        assertThat(admin.get(ofAnother).code()).isEqualTo("telemetry.span-not-found");
    }

    private static String told(int depth, long millis) {
        return "%d deep, after %d ms".formatted(depth, millis);
    }

    @Test
    void ten_thousand_spans_are_one_trace() {
        Answer answer = admin.get("/api/v1/traces/" + largest);
        JsonNode trace = answer.body();
        assertThat(trace.path("spanCount").asInt()).isEqualTo(LARGE);
        assertThat(trace.path("truncated").asBoolean()).isFalse();
        List<String> expected = new ArrayList<>();
        IntStream.rangeClosed(0, DEEP).forEach(i -> expected.add(told(i, i)));
        IntStream.range(DEEP + 1, LARGE).forEach(i -> expected.add(told(1, i)));
        assertThat(trace.at("/spans")
                        .valueStream()
                        .map(span -> told(
                                span.path("depth").asInt(),
                                span.path("offsetNanos").asLong() / 1_000_000)))
                .containsExactlyElementsOf(expected);
        assertThat(answer.text()).doesNotContain("plot").hasSizeLessThan(6_000_000);
        assertThat(admin.get(detailsOf(largest, trace.at("/spans").get(LARGE - 1)))
                        .body()
                        .at("/items/0/attributes/plot")
                        .asString())
                .startsWith("It is told that");
    }

    @Test
    void of_more_than_ten_thousand_spans_the_first_come() throws Exception {
        String id = sendLarge(LARGE + 1);
        JsonNode trace = await().atMost(LIMIT)
                .until(
                        () -> admin.get("/api/v1/traces/" + id).body(),
                        body -> body.path("truncated").asBoolean(false));
        assertThat(trace.path("spanCount").asInt()).isEqualTo(LARGE);
        assertThat(trace.at("/spans").get(LARGE - 1).path("offsetNanos").asLong())
                .as("the last but one")
                .isEqualTo(Duration.ofMillis(LARGE - 1).toNanos());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            service=payments                                     | true
            service=payments&service=nobody                      | true
            service=nobody                                       | false
            service=orders&operation=POST /orders                | true
            service=payments&operation=POST /orders              | false
            tag=customer=ada                                     | true
            tag=customer=ada&tag=http.request.method=POST        | true
            tag=customer=bob                                     | false
            tag=service.name=orders&tag=customer=ada             | true
            tag=service.name=mails&tag=customer=ada              | false
            service=orders&minMillis=85&maxMillis=95             | true
            service=orders&minMillis=95                          | false
            service=orders&error=true                            | true
            service=mails&error=true                             | false
            service=mails&error=false                            | true
            service=orders&env=dev                               | true
            service=orders&env=prod                              | false
            service=orders&to=2026-01-01T00:00:00Z&from=2025-12-31T00:00:00Z | false
            """)
    void traces_are_found_by_what_one_of_their_spans_is(String query, boolean found) {
        Answer answer = admin.get("/api/v1/traces?" + query.replace(" ", "%20"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        List<String> ids = answer.body().at("/items").findValuesAsString("traceId");
        assertThat(ids).hasSize(found ? 1 : 0);
        if (found) {
            JsonNode trace = answer.body().at("/items/0");
            assertThat(ids).containsExactly(checkout);
            assertThat(trace.path("spans").asInt()).isEqualTo(7);
            assertThat(trace.path("errors").asInt()).isEqualTo(3);
            assertThat(trace.path("service").asString()).isEqualTo("gateway");
            assertThat(trace.path("operation").asString()).isEqualTo("POST shop");
            assertThat(trace.path("durationNanos").asLong()).isEqualTo(100_000_000);
        }
    }

    @Test
    void traces_come_page_by_page_each_once() {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            Answer page = admin.get("/api/v1/traces?service=batch&limit=4&cursor=" + cursor);
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            seen.addAll(page.body().at("/items").findValuesAsString("traceId"));
            cursor = page.body().path("nextCursor").asString("");
            pages++;
        } while (!cursor.isEmpty() && pages < 100);
        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void logs_are_found_by_words_severity_and_attributes() {
        assertThat(bodies(admin.get("/api/v1/logs?service=orders&query=" + encoded("refused ada"))))
                .hasSize(6)
                .first()
                .isEqualTo("Order 50 of customer ada was refused");
        assertThat(bodies(admin.get("/api/v1/logs?service=orders&order=asc&severity=error")))
                .hasSize(6)
                .first()
                .isEqualTo("Order 0 of customer ada was refused");
        assertThat(bodies(admin.get("/api/v1/logs?query=" + encoded("\"order 7\" -refused"))))
                .hasSize(1);
        assertThat(bodies(admin.get("/api/v1/logs?tag=order=12")))
                .containsExactly("Order 12 of customer ada was taken");
        assertThat(bodies(admin.get("/api/v1/logs?traceId=" + checkout)))
                .containsExactly("Order 30 of customer ada was refused");
        assertThat(bodies(admin.get("/api/v1/logs?query=" + encoded("((( \" ~ AND OR :: \\"))))
                .isEmpty();
        JsonNode entry = admin.get("/api/v1/logs?tag=order=12").body().at("/items/0");
        assertThat(entry.path("app").asString()).isEqualTo("orders");
        assertThat(entry.path("scope").asString()).isEqualTo("shop.Orders");
        assertThat(entry.at("/attributes/order").asInt()).isEqualTo(12);
        assertThat(Instant.parse(entry.path("time").asString())).isEqualTo(at(1_200));
    }

    @Test
    void logs_come_page_by_page_with_a_picture_of_the_time() {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            Answer page = admin.get("/api/v1/logs?service=orders&limit=7&cursor=" + cursor);
            seen.addAll(bodies(page));
            if (pages == 0) {
                assertThat(page.body().path("total").asInt()).isEqualTo(60);
                JsonNode buckets = page.body().at("/histogram/buckets");
                assertThat(buckets.valueStream()
                                .mapToInt(bucket -> bucket.path("count").asInt(0))
                                .sum())
                        .isEqualTo(60);
                assertThat(buckets.valueStream()
                                .mapToInt(
                                        bucket -> bucket.at("/severities/error").asInt(0))
                                .sum())
                        .isEqualTo(6);
            } else {
                assertThat(page.body().path("histogram").isObject()).isFalse();
            }
            cursor = page.body().path("nextCursor").asString("");
            pages++;
        } while (!cursor.isEmpty() && pages < 100);
        assertThat(seen).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void what_talks_to_what_is_seen_from_the_spans() {
        JsonNode graph = admin.get("/api/v1/service-graph?minutes=30").body();
        Set<String> edges = new HashSet<>();
        graph.at("/edges")
                .forEach(edge -> edges.add("%s → %s: %d, %d failed"
                        .formatted(
                                edge.path("from").asString(""),
                                edge.path("to").asString(""),
                                edge.path("calls").asInt(0),
                                edge.path("errors").asInt(0))));
        assertThat(edges)
                .containsExactlyInAnyOrder(
                        "service:gateway → service:orders: 1, 1 failed",
                        "service:orders → service:payments: 1, 1 failed",
                        "service:orders → database:postgresql/shop: 1, 0 failed",
                        "service:orders → topic:shop.orders: 1, 0 failed",
                        "topic:shop.orders → service:mails: 1, 0 failed");
        graph.at("/edges").forEach(edge -> {
            if (edge.path("to").asString("").equals("service:payments")) {
                assertThat(edge.path("p50Millis").asDouble())
                        .as("what the caller waited")
                        .isCloseTo(40.0, withinPercentage(10));
            }
        });
        assertThat(graph.at("/nodes").findValuesAsString("kind")).contains("service", "database", "topic");
        JsonNode payments = graph.at("/nodes")
                .valueStream()
                .filter(node -> node.path("id").asString("").equals("service:payments"))
                .findFirst()
                .orElseThrow();
        assertThat(payments.path("calls").asInt()).isEqualTo(1);
        assertThat(payments.path("errors").asInt()).isEqualTo(1);
        assertThat(admin.get("/api/v1/service-graph?minutes=30&env=prod").body().at("/edges"))
                .isEmpty();
    }

    @Test
    void services_are_listed_with_their_operations() {
        JsonNode services = admin.get("/api/v1/telemetry/services").body().at("/items");
        assertThat(services.findValuesAsString("name"))
                .containsExactly("batch", "films", "gateway", "mails", "orders", "payments", "vault");
        JsonNode orders = services.get(4);
        assertThat(orders.path("logs").asInt()).isEqualTo(60);
        assertThat(orders.path("operations").valueStream().map(JsonNode::asString))
                .contains("POST /orders", "SELECT film");
        assertThat(orders.at("/envs/0").asString()).isEqualTo("dev");
    }

    @Test
    void operations_have_rate_errors_and_durations() {
        JsonNode all = admin.get("/api/v1/operations?service=payments").body();
        JsonNode pay = all.at("/items")
                .valueStream()
                .filter(each -> each.path("operation").asString("").equals("POST /pay"))
                .findFirst()
                .orElseThrow();
        assertThat(pay.path("service").asString()).isEqualTo("payments");
        assertThat(pay.path("env").asString()).isEqualTo("dev");
        assertThat(pay.path("kind").asString()).isEqualTo("server");
        assertThat(pay.path("calls").asInt()).isEqualTo(1);
        assertThat(pay.path("errors").asInt()).isEqualTo(1);
        assertThat(pay.path("totalMillis").asDouble()).isEqualTo(25);
        assertThat(pay.path("p95Millis").asDouble()).isCloseTo(25.0, withinPercentage(10));
        assertThat(pay.path("failedTraceId").asString()).isEqualTo(checkout);
        assertThat(pay.path("slowTraceId").asString()).isEqualTo(checkout);
        assertThat(all.path("more").asBoolean()).isFalse();

        JsonNode jobs = admin.get("/api/v1/operations?service=batch&kind=internal")
                .body()
                .at("/items");
        assertThat(jobs.findValuesAsString("operation")).containsExactly("job", "step");
        assertThat(jobs.at("/0/calls").asInt()).isEqualTo(25);
        assertThat(admin.get("/api/v1/operations?service=batch&kind=server")
                        .body()
                        .at("/items"))
                .isEmpty();
        assertThat(admin.get("/api/v1/operations?service=orders&env=prod")
                        .body()
                        .at("/items"))
                .isEmpty();
        assertThat(admin.get("/api/v1/operations?limit=1").body().path("more").asBoolean())
                .isTrue();
    }

    @Test
    void operations_have_a_history_with_traces_as_examples() {
        JsonNode history = admin.get("/api/v1/operations/history?service=orders&operation=POST%20/orders")
                .body();
        assertThat(history.path("stepSeconds").asInt()).isEqualTo(60);
        assertThat(history.at("/points")).hasSizeBetween(60, 62);
        JsonNode point = history.at("/points")
                .valueStream()
                .filter(each -> each.path("calls").asInt(0) > 0)
                .findFirst()
                .orElseThrow();
        assertThat(point.path("calls").asInt()).isEqualTo(1);
        assertThat(Instant.parse(point.path("at").asString())).isEqualTo(at(100).truncatedTo(ChronoUnit.MINUTES));
        assertThat(point.path("p99Millis").asDouble()).isCloseTo(90.0, withinPercentage(10));
        assertThat(history.at("/examples").findValuesAsString("traceId")).containsExactly(checkout);
        assertThat(admin.get("/api/v1/operations/history?service=orders")
                        .body()
                        .at("/points")
                        .valueStream()
                        .mapToInt(each -> each.path("calls").asInt(0))
                        .sum())
                .as("what it answers")
                .isEqualTo(1);
    }

    static Stream<String> endpoints() {
        return Stream.of(
                "/api/v1/logs",
                "/api/v1/logs/tail",
                "/api/v1/logs/errors",
                "/api/v1/traces",
                "/api/v1/traces/" + checkout,
                detailsOf(
                        checkout, admin.get("/api/v1/traces/" + checkout).body().at("/spans/4")),
                "/api/v1/service-graph",
                "/api/v1/operations",
                "/api/v1/operations/history?service=orders",
                "/api/v1/telemetry/services",
                "/api/v1/telemetry/status");
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void nobody_reads_without_a_token_and_nobody_without_the_right(String path) {
        Answer anonymous = rig.core().anonymous().get(path);
        assertThat(anonymous.status()).isEqualTo(401);
        assertThat(anonymous.code()).isEqualTo("access.unauthenticated");
        Answer forged = rig.core().withToken("A".repeat(43)).get(path);
        assertThat(forged.status()).isEqualTo(401);
        Answer stranger = rig.core().process("stranger").get(path);
        assertThat(stranger.status()).isEqualTo(403);
        assertThat(stranger.body().path("detail").asString())
                .startsWith("process:stranger has no role, so nothing allows read on any ");
        if (!path.endsWith("/tail")) {
            assertThat(admin.get(path).status()).isEqualTo(200);
        }
    }

    @Test
    void who_may_read_some_services_sees_only_those() {
        Answer given = admin.apply("""
                kind: Role
                name: orders-people
                spec: {rules: [{verbs: [read], kinds: [Logs, Traces], environments: [dev], names: [orders]}]}
                ---
                kind: RoleBinding
                name: orders-people
                spec: {role: orders-people, subjects: ["process:clerk"]}
                ---
                kind: Role
                name: prod-people
                spec: {rules: [{verbs: [read], kinds: [Logs, Traces], environments: [prod]}]}
                ---
                kind: RoleBinding
                name: prod-people
                spec: {role: prod-people, subjects: ["process:prod-clerk"]}
                """);
        assertThat(given.status()).as(given.text()).isEqualTo(200);
        admin.get("/api/v1/resources/Role?position=" + given.header("Plinth-Position"));
        Caller clerk = rig.core().process("clerk");
        assertThat(bodies(clerk.get("/api/v1/logs?query=ada&limit=1000"))).hasSize(60);
        assertThat(bodies(admin.get("/api/v1/logs?query=ada&limit=1000"))).hasSize(61);
        JsonNode trace = clerk.get("/api/v1/traces/" + checkout).body();
        assertThat(trace.at("/spans").findValuesAsString("service")).containsOnly("orders");
        assertThat(trace.path("spanCount").asInt()).isEqualTo(4);
        JsonNode whole = admin.get("/api/v1/traces/" + checkout).body();
        assertThat(clerk.get(detailsOf(checkout, whole.at("/spans/1"))).status())
                .as("of orders")
                .isEqualTo(200);
        assertThat(clerk.get(detailsOf(checkout, whole.at("/spans/4"))).code())
                .as("of payments")
                .isEqualTo("telemetry.span-not-found");
        assertThat(clerk.get("/api/v1/telemetry/services").body().at("/items").findValuesAsString("name"))
                .containsExactly("orders");
        assertThat(clerk.get("/api/v1/traces?service=payments").body().at("/items"))
                .isEmpty();
        assertThat(clerk.get("/api/v1/service-graph?minutes=30").text()).doesNotContain("payments");
        assertThat(clerk.get("/api/v1/operations").body().at("/items").findValuesAsString("service"))
                .containsOnly("orders");
        assertThat(clerk.get("/api/v1/operations/history?service=payments")
                        .body()
                        .at("/points")
                        .valueStream()
                        .mapToInt(each -> each.path("calls").asInt(0))
                        .sum())
                .isZero();
        assertThat(bodies(rig.core().process("prod-clerk").get("/api/v1/logs"))).isEmpty();
        assertThat(rig.core()
                        .process("prod-clerk")
                        .get("/api/v1/traces/" + checkout)
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/v1/logs?limit=0                        | limit     | 1 to 1000
            /api/v1/logs?limit=many                     | limit     | a value of type int
            /api/v1/logs?severity=loud                  | severity  | one of trace, debug, info, warn, error, fatal
            /api/v1/logs?order=up                       | order     | asc or desc
            /api/v1/logs?cursor=x                       | cursor    | the nextCursor of the page before
            /api/v1/logs?tag=alone                      | tag       | key=value, as in http.request.method=GET
            /api/v1/logs?traceId=12                     | traceId   | 32 hexadecimal digits
            /api/v1/logs?from=yesterday                 | from      | a value of type Instant
            /api/v1/logs/tail?severity=loud             | severity  | one of trace, debug, info, warn, error, fatal
            /api/v1/traces?limit=1000                   | limit     | 1 to 200
            /api/v1/traces?minMillis=-1                 | minMillis | 0 to 1000000000
            /api/v1/traces?minMillis=5&maxMillis=1      | maxMillis | at least minMillis, which is 5.0
            /api/v1/traces/xyz                          | traceId   | 32 hexadecimal digits
            /api/v1/operations?limit=0                  | limit     | 1 to 1000
            /api/v1/operations/history?service=orders&from=2026-01-01T00:00:00Z&to=2026-01-03T00:00:00Z | from | at most a day before 2026-01-03T00:00:00Z
            /api/v1/traces/0123456789abcdef0123456789abcdef/spans/1 | spanId | 16 hexadecimal digits
            /api/v1/service-graph?minutes=0             | minutes   | 1 to 1440
            /api/v1/telemetry/services?minutes=99999    | minutes   | 1 to 10080
            """)
    void what_is_wrong_is_named(String path, String field, String expected) {
        Answer answer = admin.get(path);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("request.invalid");
        assertThat(answer.body().at("/violations/0/field").asString()).isEqualTo(field);
        assertThat(answer.body().at("/violations/0/expected").asString()).isEqualTo(expected);
    }

    @Test
    void a_time_that_ends_before_it_begins_is_refused() {
        Answer answer = admin.get("/api/v1/traces?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z");
        assertThat(answer.body().at("/violations/0/field").asString()).isEqualTo("from");
    }

    private static HttpResponse<InputStream> follow(String query, String tokenOf)
            throws IOException, InterruptedException {
        Path directory = rig.core().directory();
        Path file = tokenOf.isEmpty()
                ? directory.resolve("local.token")
                : directory.resolve("credentials").resolve(tokenOf + ".token");
        return Rig.HTTP.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + rig.core().port() + "/api/v1/logs/tail" + query))
                        .header("Authorization", "Bearer " + SecretFiles.read(file))
                        .build(),
                BodyHandlers.ofInputStream());
    }

    private static BufferedReader lines(HttpResponse<InputStream> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** Empty at the end of the stream, however it ends. */
    private static String nextEvent(BufferedReader lines) {
        StringBuilder event = new StringBuilder();
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty() && !event.isEmpty()) {
                    return event.toString();
                }
                if (!line.startsWith(":") && !line.isEmpty()) {
                    event.append(line).append('\n');
                }
            }
            return "";
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void logs_are_followed_as_they_come() throws Exception {
        try (BufferedReader lines = lines(follow("?service=live&severity=warn&query=MATTERS", ""))) {
            assertThat(nextEvent(lines)).startsWith("event: ready");
            long sent = System.nanoTime();
            try (SdkLoggerProvider live = Rig.loggers("live", rig.grpcLogs(null));
                    SdkLoggerProvider other = Rig.loggers("other-live", rig.grpcLogs(null))) {
                other.get("l")
                        .logRecordBuilder()
                        .setSeverity(Severity.ERROR)
                        .setBody("this matters not")
                        .emit();
                live.get("l")
                        .logRecordBuilder()
                        .setSeverity(Severity.INFO)
                        .setBody("matters too little")
                        .emit();
                live.get("l")
                        .logRecordBuilder()
                        .setSeverity(Severity.ERROR)
                        .setBody("this matters")
                        .emit();
            }
            String event = nextEvent(lines);
            assertThat(event)
                    .startsWith("event: log\n")
                    .contains("\"body\":\"this matters\"")
                    .contains("\"service\":\"live\"");
            assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void who_reads_too_slowly_is_cut_off_and_delays_nobody() throws Exception {
        try (BufferedReader slow = lines(follow("?service=firehose", ""));
                BufferedReader other = lines(follow("?service=calm", ""))) {
            assertThat(nextEvent(slow)).startsWith("event: ready");
            assertThat(nextEvent(other)).startsWith("event: ready");
            try (SdkLoggerProvider firehose = Rig.loggers("firehose", rig.grpcLogs(null))) {
                for (int i = 0; i < 15_000; i++) {
                    firehose.get("l")
                            .logRecordBuilder()
                            .setBody("x".repeat(2_000))
                            .emit();
                }
                assertThat(firehose.forceFlush().join(60, TimeUnit.SECONDS).isSuccess())
                        .isTrue();
            }
            try (SdkLoggerProvider calm = Rig.loggers("calm", rig.grpcLogs(null))) {
                calm.get("l").logRecordBuilder().setBody("calm").emit();
            }
            assertThat(nextEvent(other)).contains("\"body\":\"calm\"");
            int got = 0;
            String last = nextEvent(slow);
            while (last.startsWith("event: log")) {
                got++;
                last = nextEvent(slow);
            }
            assertThat(got).isLessThan(15_000);
            assertThat(last)
                    .satisfiesAnyOf(
                            end -> assertThat(end).startsWith("event: cut"),
                            end -> assertThat(end)
                                    .as("the connection was closed")
                                    .isEmpty());
        }
    }

    @Test
    void a_room_that_is_off_says_so() {
        try (var off = TestCore.start(
                TestTelemetry.class,
                TestingPostgres.freshDatabase(),
                TestCore.temporary(),
                "--plinth.identity.public-url=http://plinth.test:8080")) {
            for (String path :
                    List.of("/api/v1/logs", "/api/v1/traces", "/api/v1/service-graph", "/api/v1/logs/tail")) {
                Answer answer = off.admin().get(path);
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.code()).isEqualTo("room.off");
                assertThat(answer.body().path("detail").asString()).contains("--only");
            }
        }
    }
}
