// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.telemetry.metric.MetricStore;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.promql.Engine;
import dev.plinth.promql.EngineOptions;
import dev.plinth.promql.QueryResult;
import dev.plinth.promql.QueryResult.Vector;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Visits and transactions, from what gateways write and services tell to what is asked for. */
class BusinessIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.shared();

    private static Rig rig;
    private static Producer<byte[], byte[]> producer;

    @BeforeAll
    static void start() {
        rig = new Rig("--plinth.telemetry.anonymous-rate=100MB");
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> rig.core().bean(KafkaAccess.class).learn("test", Topic.ACCESS) != null);
        producer = rig.core().bean(KafkaAccess.class).producer("gateway-of-this-test");
    }

    @AfterAll
    static void stop() {
        producer.close(Duration.ofSeconds(1));
        rig.close();
    }

    /** A request as a gateway writes it. */
    private static String line(String app, @Nullable String person, String client, boolean page, String... more) {
        var line = JSON.createObjectNode()
                .put("time", System.currentTimeMillis() * 1_000)
                .put("route", app + "-route")
                .put("method", "GET")
                .put("path", "/")
                .put("status", 200)
                .put("client", client)
                .put("agent", 7)
                .put("env", "dev")
                .put("service", app);
        if (person != null) {
            line.put("principal", person);
        }
        if (page) {
            line.put("page", true);
        }
        for (int i = 0; i < more.length; i += 2) {
            line.put(more[i], more[i + 1]);
        }
        for (String number : List.of("status", "time")) {
            if (line.path(number).isString()) {
                line.put(number, Long.parseLong(line.path(number).asString()));
            }
        }
        return line.toString();
    }

    private static void write(int partition, String... lines) {
        assertThat(send(partition, lines)).succeedsWithin(LIMIT);
    }

    private static Future<RecordMetadata> send(int partition, String... lines) {
        return producer.send(new ProducerRecord<>(
                Topic.ACCESS.topic(), partition, null, String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode get(String path) {
        Answer answer = rig.core().admin().get(path);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.body();
    }

    private static JsonNode visits(String app, String more) {
        return get("/api/v1/business/visits?env=dev&app=" + app + more);
    }

    private static void assertFigures(
            JsonNode figures, long requests, long errors, long views, long sessions, long visitors) {
        assertThat(figures.path("requests").asLong()).as("requests").isEqualTo(requests);
        assertThat(figures.path("errors").asLong()).as("errors").isEqualTo(errors);
        assertThat(figures.path("views").asLong()).as("views").isEqualTo(views);
        assertThat(figures.path("sessions").asLong()).as("sessions").isEqualTo(sessions);
        assertThat(figures.path("visitors").asLong()).as("visitors").isEqualTo(visitors);
    }

    @Test
    void people_are_visitors_signed_in_or_not_and_programs_are_none() {
        write(
                0,
                line("news", "user:ada", "10.0.0.1", true, "release", "1.0"),
                line("news", "user:ada", "10.0.0.2", true, "release", "1.1"),
                line("news", "user:ada", "10.0.0.2", false, "release", "1.1", "status", "503"));
        write(
                1,
                line("news", null, "10.0.0.3", true, "release", "1.0"),
                line("news", null, "10.0.0.3", false, "release", "1.0", "route", "api"),
                line("news", "app:crawler", "10.0.0.4", false, "release", "1.0", "route", "api"),
                "{\"time\": 1, \"no\": \"service\"}",
                "not even JSON",
                line("news", null, "10.0.0.5", true, "release", "1.0"));
        await().atMost(LIMIT)
                .until(() -> visits("news", "").at("/total/requests").asLong() == 7);
        assertFigures(visits("news", "").path("total"), 7, 1, 4, 3, 3);

        JsonNode byRoute = visits("news", "&by=route").path("groups");
        assertThat(byRoute).hasSize(2);
        assertThat(byRoute.path(0).path("route").asString()).isEqualTo("news-route");
        assertFigures(byRoute.path(0).path("figures"), 5, 1, 4, 3, 3);
        assertFigures(byRoute.path(1).path("figures"), 2, 0, 0, 0, 1);

        JsonNode byRelease = visits("news", "&by=release").path("groups");
        assertThat(byRelease.valueStream().map(each -> each.path("release").asString()))
                .containsExactly("1.0", "1.1");
        assertFigures(byRelease.path(0).path("figures"), 5, 0, 3, 3, 3);
        assertFigures(byRelease.path(1).path("figures"), 2, 1, 1, 0, 1);

        JsonNode minutes = visits("news", "&step=minute");
        assertThat(minutes.path("steps")
                        .valueStream()
                        .mapToLong(each -> each.at("/figures/requests").asLong()))
                .satisfies(all -> assertThat(
                                all.stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(7));
        assertThat(minutes.at("/steps/0/figures/visitors").isNull()).isTrue();
        assertFigures(minutes.path("total"), 7, 1, 4, 3, 3);
        JsonNode days = visits("news", "&step=day&zone=Asia/Shanghai");
        assertFigures(days.path("total"), 7, 1, 4, 3, 3);
        assertThat(Instant.parse(days.path("from").asString()))
                .isBefore(Instant.parse(days.path("to").asString()));

        JsonNode now = get("/api/v1/business/now?env=dev");
        JsonNode app = now.path("apps")
                .valueStream()
                .filter(each -> each.path("app").asString().equals("news"))
                .findFirst()
                .orElseThrow();
        assertThat(app.path("visitors").asLong()).isEqualTo(3);
        assertThat(app.path("sessions").asLong()).isEqualTo(3);
    }

    @Test
    void a_transaction_over_a_route_is_counted_with_what_the_service_tells() {
        rig.apply("""
                kind: Transaction
                env: dev
                name: checkout
                spec:
                  title: Orders placed
                  route: {name: till-route, methods: [POST], path: /orders}
                  amount: {field: amount, unit: EUR}
                """);
        String[] paid = {"method", "POST", "path", "/orders", "status", "201"};
        write(
                0,
                line("till", null, "10.1.0.1", false, with(paid, "amount=12.50, user=\"c1\"")),
                line("till", null, "10.1.0.1", false, with(paid, "amount=7.5, user=\"c2\"")),
                line("till", null, "10.1.0.1", false, with(paid, "amount=, user")),
                line("till", null, "10.1.0.1", false, "method", "GET", "path", "/orders", "status", "200"),
                line(
                        "till",
                        null,
                        "10.1.0.1",
                        false,
                        "method",
                        "POST",
                        "path",
                        "/orders",
                        "status",
                        "402",
                        "business",
                        "amount=30, user=\"c2\", reason=\"card declined\""),
                line(
                        "till",
                        null,
                        "10.1.0.1",
                        false,
                        "method",
                        "POST",
                        "path",
                        "/orders",
                        "status",
                        "504",
                        "problem",
                        "gateway.upstream-timeout"));
        await().atMost(LIMIT).until(() -> summary("checkout").path("count").asLong() == 5);
        JsonNode summary = summary("checkout");
        assertThat(summary.path("title").asString()).isEqualTo("Orders placed");
        assertThat(summary.path("unit").asString()).isEqualTo("EUR");
        assertThat(summary.path("source").asString()).isEqualTo("route");
        assertThat(summary.path("failures").asLong()).isEqualTo(2);
        assertThat(summary.path("successRate").asDouble()).isEqualTo(0.6);
        assertThat(summary.path("amount").decimalValue()).isEqualByComparingTo("20");
        assertThat(summary.path("failedAmount").decimalValue()).isEqualByComparingTo("30");
        assertThat(summary.path("users").asLong())
                .as("c1, c2 and who is not known")
                .isEqualTo(3);
        assertThat(summary.path("failedUsers").asLong()).isEqualTo(2);
        assertThat(summary.path("reasons")
                        .valueStream()
                        .map(each -> each.path("reason").asString()))
                .containsExactlyInAnyOrder("card declined", "gateway.upstream-timeout");
    }

    private static String[] with(String[] fields, String business) {
        List<String> all = new ArrayList<>(List.of(fields));
        all.add("business");
        all.add(business);
        return all.toArray(String[]::new);
    }

    private static JsonNode summary(String name) {
        return get("/api/v1/business/transactions?env=dev")
                .path("items")
                .valueStream()
                .filter(each -> each.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void events_that_services_tell_by_otlp_are_transactions_and_logs() {
        rig.apply("""
                kind: Transaction
                env: dev
                name: payment
                spec:
                  event: {name: payment.done, service: payments-of-this-test}
                  success: {field: result, values: [paid]}
                  reasonField: declined
                  amount: {field: amount}
                  userField: customer
                """);
        try (SdkLoggerProvider loggers = Rig.loggers("payments-of-this-test", rig.grpcLogs(null))) {
            Logger logger = loggers.get("test");
            for (int i = 0; i < 10; i++) {
                logger.logRecordBuilder()
                        .setEventName("payment.done")
                        .setAttribute(AttributeKey.stringKey("result"), i < 8 ? "paid" : "declined")
                        .setAttribute(AttributeKey.stringKey("declined"), i < 8 ? "" : "funds")
                        .setAttribute(AttributeKey.doubleKey("amount"), 0.1)
                        .setAttribute(AttributeKey.longKey("customer"), (long) i % 4)
                        .emit();
            }
            logger.logRecordBuilder().setBody("no event").emit();
            logger.logRecordBuilder().setEventName("payment.begun").emit();
        }
        await().atMost(LIMIT).until(() -> summary("payment").path("count").asLong() == 10);
        JsonNode history = get("/api/v1/business/transactions/payment?env=dev&step=hour");
        JsonNode total = history.path("total");
        assertThat(total.path("title").asString()).isEqualTo("payment");
        assertThat(total.path("failures").asLong()).isEqualTo(2);
        assertThat(total.path("amount").decimalValue()).as("exact").isEqualByComparingTo("0.8");
        assertThat(total.path("users").asLong()).isEqualTo(4);
        assertThat(total.path("failedUsers").asLong()).isEqualTo(2);
        assertThat(total.at("/reasons/0/reason").asString()).isEqualTo("funds");
        assertThat(history.path("steps")
                        .valueStream()
                        .mapToLong(each -> each.path("count").asLong())
                        .sum())
                .isEqualTo(10);
        await().atMost(LIMIT)
                .until(() -> get("/api/v1/logs?service=payments-of-this-test")
                                .path("total")
                                .asLong()
                        == 12);
    }

    @Test
    void figures_can_be_asked_for_in_promql() {
        rig.apply(
                "kind: Transaction\nenv: dev\nname: vote\nspec: {route: {name: polls-route}, amount: {field: amount}}\n");
        long then = System.currentTimeMillis() - Duration.ofMinutes(3).toMillis();
        String[] voted = {"time", Long.toString(then * 1_000), "business", "amount=2.5"};
        write(
                0,
                line("polls", "user:ada", "10.5.0.1", true, voted),
                line("polls", "user:bob", "10.5.0.1", true, voted),
                line("polls", "user:bob", "10.5.0.1", false, "time", Long.toString(then * 1_000), "status", "500"));
        await().atMost(LIMIT).until(() -> summary("vote").path("count").asLong() == 3);
        assertThat(value("sum by (job, route) (max_over_time(business_page_views_total{job='polls'}[15m]))"))
                .containsExactly(2.0);
        assertThat(value("max_over_time(business_request_errors_total{job='polls'}[15m])"))
                .containsExactly(1.0);
        assertThat(value("max_over_time(business_transactions_total{transaction='vote',result='failure'}[15m])"))
                .containsExactly(1.0);
        assertThat(value("max_over_time(business_transaction_amount_total{transaction='vote',result='success'}[15m])"))
                .containsExactly(5.0);
        MetricStore.Reading nothing = rig.core().bean(MetricStore.class).open(labels -> false);
        assertThat(nothing.series(List.of(), 0, System.currentTimeMillis())).isEmpty();
        assertThat(rig.core()
                        .bean(MetricStore.class)
                        .open(labels -> true)
                        .labelValues("reason", List.of(), 0, System.currentTimeMillis()))
                .contains("500");
    }

    private static List<Double> value(String query) {
        MetricStore.Reading reading = rig.core().bean(MetricStore.class).open(labels -> true);
        return ((Vector) new Engine(EngineOptions.DEFAULT)
                        .instant(reading, query, System.currentTimeMillis())
                        .value())
                .samples().stream().map(QueryResult.Sample::value).toList();
    }

    @Test
    void what_is_counted_is_counted_once_while_cores_come_and_go() throws Exception {
        rig.apply("kind: Transaction\nenv: dev\nname: often\nspec: {route: {name: often-route}}\n");
        int people = 40;
        int each = 150;
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int round = 0; round < each; round++) {
            for (int person = 0; person < people; person++) {
                sent.add(send(person % 4, line("often", "user:p" + person, "10.2.0.1", true)));
            }
            if (round == each / 3) {
                TestCore second = rig.another();
                await().atMost(LIMIT).until(() -> counted() > 0);
                rig.stopCore();
                rig.start();
                second.close();
            }
        }
        for (Future<RecordMetadata> one : sent) {
            one.get(30, TimeUnit.SECONDS);
        }
        await().atMost(LIMIT).until(() -> counted() >= (long) people * each);
        assertThat(counted()).isEqualTo((long) people * each);
        assertFigures(visits("often", "").path("total"), (long) people * each, 0, (long) people * each, people, people);
        assertThat(summary("often").path("count").asLong()).isEqualTo((long) people * each);
        assertThat(summary("often").path("users").asLong()).isEqualTo(people);
    }

    private static long counted() {
        return visits("often", "").at("/total/requests").asLong();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                            | spec.route           | a route here, or an event in event
            {route: {name: a}, event: {name: b}}                          | spec.event           | nothing, as route is given
            {route: {name: a, path: orders}}                              | spec.route.path      | a path that begins with /
            {route: {name: a, methods: [post]}}                           | spec.route.methods[0] | a method as POST
            {event: {name: ""}}                                           | spec.event.name      | a text that is not blank
            {event: {name: a}, success: {field: status, values: []}}      | spec.success.values  | a value
            {event: {name: a}, success: {field: "a b", values: [x]}}      | spec.success.field   | a name of letters, digits, '_', '.', '-', of at most 128 characters
            {event: {name: a}, amount: {unit: EUR}}                       | spec.amount.field    | a value
            {event: {name: a}, userField: "1"}                            | spec.userField       | a name of letters, digits, '_', '.', '-', of at most 128 characters
            """)
    void bad_transactions_are_refused_with_their_field(String spec, String field, String expected) {
        Answer answer = rig.core().admin().apply("kind: Transaction\nenv: dev\nname: bad\nspec: " + spec + "\n");
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.body().at("/violations").valueStream())
                .as(answer.text())
                .anySatisfy(violation -> {
                    assertThat(violation.path("field").asString("")).isEqualTo(field);
                    assertThat(violation.path("expected").asString("")).isEqualTo(expected);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/business/now?env=dev",
                "/api/v1/business/visits?env=dev",
                "/api/v1/business/transactions/private?env=dev"
            })
    void figures_are_for_who_may_read_them(String path) {
        rig.apply("kind: Transaction\nenv: dev\nname: private\nspec: {event: {name: private}}\n");
        assertThat(rig.core().anonymous().get(path).status()).isEqualTo(401);
        assertThat(rig.core().process("stranger").get(path).status()).isEqualTo(403);
        assertThat(rig.core().admin().get(path).status()).isEqualTo(200);
    }

    @Test
    void who_may_read_one_app_or_transaction_sees_no_other() {
        rig.apply("""
                kind: Role
                name: of-blog
                spec:
                  rules:
                    - {verbs: [read], kinds: [Visits], names: [blog]}
                    - {verbs: [read], kinds: [Transaction], names: [comment]}
                ---
                kind: RoleBinding
                name: of-blog
                spec: {role: of-blog, subjects: ["process:blogger"]}
                ---
                kind: Transaction
                env: dev
                name: comment
                spec: {event: {name: comment}}
                ---
                kind: Transaction
                env: dev
                name: other
                spec: {event: {name: other}}
                """);
        write(2, line("blog", null, "10.3.0.1", true), line("wiki", null, "10.3.0.1", true));
        await().atMost(LIMIT)
                .until(() -> visits("wiki", "").at("/total/requests").asLong() == 1);
        JsonNode seen = rig.core()
                .process("blogger")
                .get("/api/v1/business/visits?env=dev")
                .body();
        assertThat(seen.path("groups")
                        .valueStream()
                        .map(each -> each.path("app").asString()))
                .containsExactly("blog");
        assertThat(seen.at("/total/requests").asLong()).isEqualTo(1);
        assertThat(rig.core()
                        .process("blogger")
                        .get("/api/v1/business/transactions?env=dev")
                        .body()
                        .path("items")
                        .valueStream()
                        .map(each -> each.path("name").asString()))
                .containsExactly("comment");
        assertThat(rig.core()
                        .process("blogger")
                        .get("/api/v1/business/transactions/other?env=dev")
                        .status())
                .isEqualTo(403);
        assertThat(rig.core()
                        .admin()
                        .get("/api/v1/business/transactions/nothing?env=dev")
                        .status())
                .isEqualTo(404);
        Answer wrong = rig.core().admin().get("/api/v1/business/visits?env=dev&by=colour");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text()).contains("app, route or release");
    }
}
