// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.alerts.AlertsCore;
import dev.plinth.core.alerts.context.AlertContext.Arrival;
import dev.plinth.core.alerts.context.AlertContext.Impact;
import dev.plinth.core.alerts.context.AlertContext.RelatedChange;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.telemetry.graph.ServiceCalls;
import dev.plinth.core.telemetry.graph.ServiceCalls.ServiceCall;
import dev.plinth.core.telemetry.ingest.IngestPorts;
import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.kafka.KafkaEngine;
import dev.plinth.engines.opensearch.OpenSearchEngine;
import dev.plinth.engines.testing.TestingEngine;
import dev.plinth.engines.testing.TestingPostgres;
import dev.plinth.promql.model.Labels;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What belongs to alerts, found in a real ledger and in what was counted of spans and requests over a real Kafka. OpenSearch is stopped when the spans are counted. */
class AlertContextIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.shared();

    private static TestCore core;
    private static Producer<byte[], byte[]> gateway;

    @BeforeAll
    static void start() throws Exception {
        Path directory = TestCore.temporary();
        EngineConnection kafka = TestingEngine.untilExit(new KafkaEngine()).connection();
        TestingEngine opensearch = TestingEngine.untilExit(new OpenSearchEngine());
        core = AlertsCore.start(TestingPostgres.freshDatabase(), directory, kafka, opensearch.connection());
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> !core.bean(KafkaAccess.class)
                        .learn("test", Topic.ACCESS)
                        .isEmpty());
        gateway = core.bean(KafkaAccess.class).producer("gateway-of-this-test");
        apply("""
                kind: Environment
                name: staging
                spec: {description: Another}
                ---
                kind: App
                name: payments
                spec: {grantTypes: [client_credentials]}
                ---
                kind: Route
                env: dev
                name: to-payments
                spec: {paths: [/payments], service: payments}
                ---
                kind: Route
                env: dev
                name: to-orders
                spec: {paths: [/orders], service: orders}
                ---
                kind: Transaction
                env: dev
                name: payment
                spec: {title: Payments, route: {name: to-payments}, amount: {field: amount, unit: EUR}}
                ---
                kind: Transaction
                env: dev
                name: checkout
                spec: {route: {name: to-orders}, amount: {field: amount, unit: EUR}}
                ---
                kind: Transaction
                env: dev
                name: newsletter
                spec: {event: {name: subscribed, service: news}}
                ---
                kind: Transaction
                env: staging
                name: payment
                spec: {route: {name: to-payments}, amount: {field: amount}}
                """);
        calls("orders", "payments", 1);
        calls("payments", "bank", 2);
        await().atMost(LIMIT)
                .until(() -> core.bean(ServiceCalls.class).in("dev").size() == 2);
        assertThat(core.bean(ServiceCalls.class).in("dev"))
                .containsExactlyInAnyOrder(new ServiceCall("orders", "payments"), new ServiceCall("payments", "bank"));
        assertThat(core.bean(ServiceCalls.class).in("staging")).isEmpty();
        opensearch.close();
    }

    @AfterAll
    static void stop() {
        gateway.close(Duration.ofSeconds(1));
        core.close();
    }

    private static void apply(String documents) {
        Answer applied = core.admin().apply(documents);
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        core.bean(LedgerPosition.class)
                .await(Long.parseLong(applied.header("Plinth-Position")), Duration.ofSeconds(10));
    }

    private static void config(String env, String name, String content) {
        apply("kind: Config\nenv: %s\nname: %s\nspec: {content: \"%s\"}\n".formatted(env, name, content));
    }

    /** One calls the other, in dev, as both tell by OTLP. */
    private static void calls(String from, String to, int trace) throws Exception {
        long now = System.currentTimeMillis();
        String spans = """
                {"resourceSpans": [%s, %s]}
                """.formatted(span(from, trace, 1, 0, 3, now), span(to, trace, 2, 1, 2, now));
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + core.bean(IngestPorts.class).httpPort() + "/v1/traces"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(spans))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    private static String span(String service, int trace, int id, int parent, int kind, long millis) {
        return """
                {"resource": {"attributes": [
                  {"key": "service.name", "value": {"stringValue": "%s"}},
                  {"key": "deployment.environment.name", "value": {"stringValue": "dev"}}]},
                 "scopeSpans": [{"spans": [{"traceId": "%032x", "spanId": "%016x", "parentSpanId": "%s",
                  "name": "call", "kind": %d, "startTimeUnixNano": "%d", "endTimeUnixNano": "%d"}]}]}
                """.formatted(
                        service,
                        trace,
                        id,
                        parent == 0 ? "" : "%016x".formatted(parent),
                        kind,
                        millis * 1_000_000,
                        millis * 1_000_000 + 5_000_000);
    }

    private static AlertContext about(Instant startedAt, String... labels) {
        return core.bean(AlertContexts.class)
                .about("dev", Labels.of(labels), startedAt, startedAt.plus(Duration.ofMinutes(10)));
    }

    private static Instant inMinutes(int minutes) {
        return Instant.now().plus(Duration.ofMinutes(minutes));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            service=payments                                 | payments         | orders bank
            service=payments transaction=checkout            | payments orders  | bank
            transaction=payment                              | payments         | orders bank
            transaction=newsletter                           | news             |
            route=to-orders                                  | orders           | payments
            route=to-nowhere                                 |                  |
            job=payments instance=10.0.0.1:8103              | payments         | orders bank
            job=shop/payments                                | payments         | orders bank
            job=node                                         |                  |
            job=bank span_kind=SPAN_KIND_SERVER              | bank             | payments
            client=orders server=payments job=orders         | payments orders  | bank
            client=orders server=shop_db connection_type=database | orders      | payments
            app=mail service_name=post                       | post mail        |
            alertname=Anything                               |                  |
            """)
    void services_are_named_by_labels_and_their_neighbours_by_spans(
            String labels, @Nullable String services, @Nullable String neighbours) {
        AlertContext found = about(inMinutes(0), labels.split("[= ]"));
        assertThat(String.join(" ", found.services())).isEqualTo(services == null ? "" : services);
        assertThat(String.join(" ", found.neighbours())).isEqualTo(neighbours == null ? "" : neighbours);
    }

    @Test
    void a_change_of_the_service_comes_first_and_what_only_looks_on_is_left_out() {
        config("dev", "payments", "share: 1");
        config("dev", "orders", "retry: 5s");
        config("dev", "till", "url: http://payments:8103/pay");
        config("dev", "repayments", "url: http://payments-v2");
        config("staging", "payments", "share: 0.5");
        apply(
                "kind: LogLevel\nenv: dev\nname: payments\nspec: {levels: [{logger: ROOT, level: debug, until: \"%s\"}]}\n"
                        .formatted(Instant.now().plus(Duration.ofHours(1))));
        apply("""
                kind: AlertRules
                env: dev
                name: payments
                spec: {rules: [{alert: Never, expr: "vector(1) > 2", labels: {service: payments}}]}
                """);
        List<RelatedChange> changes = about(inMinutes(3), "service", "payments").changes();
        assertThat(changes.stream().limit(6).map(each -> each.name() + ": " + each.why()))
                .as("nearest in time first, among what is as likely")
                .containsExactly(
                        "till: names payments",
                        "payments: names payments",
                        "payments: names payments",
                        "orders: names orders, which calls payments",
                        "payments: same environment",
                        "repayments: same environment");
        assertThat(changes.stream().map(RelatedChange::kind))
                .contains("LogLevel")
                .doesNotContain("AlertRules", "Transaction");
        assertThat(changes.stream().map(RelatedChange::env)).doesNotContain("staging");
        assertThat(changes).hasSizeLessThanOrEqualTo(10);
        RelatedChange change = changes.get(1);
        assertThat(change.direct()).isTrue();
        assertThat(change.kind()).isEqualTo("Config");
        assertThat(change.action()).isEqualTo("create");
        assertThat(change.env()).isEqualTo("dev");
        assertThat(change.author()).startsWith("local:");
        assertThat(changes.get(3).direct()).isFalse();

        AlertContext elsewhere = core.bean(AlertContexts.class)
                .about("staging", Labels.of("service", "payments"), inMinutes(3), inMinutes(4));
        assertThat(elsewhere.changes().stream()
                        .filter(RelatedChange::direct)
                        .map(each -> each.env() + " " + each.kind()))
                .containsExactly("staging Config", "null App");
        assertThat(elsewhere.neighbours()).isEmpty();
    }

    @Test
    void only_what_changed_within_the_hour_before_or_two_minutes_after_counts() {
        config("dev", "parcels", "carrier: fast");
        String[] labels = {"service", "parcels"};
        assertThat(about(inMinutes(-1), labels).changes()).anyMatch(RelatedChange::direct);
        assertThat(about(inMinutes(-3), labels).changes()).noneMatch(RelatedChange::direct);
        assertThat(about(inMinutes(59), labels).changes()).anyMatch(RelatedChange::direct);
        assertThat(about(inMinutes(61), labels).changes()).isEmpty();
    }

    @Test
    void what_was_applied_together_is_there_once_by_what_is_likeliest() {
        apply("""
                kind: Config
                env: dev
                name: first-of-set
                spec: {content: "a: b"}
                ---
                kind: Config
                env: dev
                name: second-of-set
                spec: {content: "uses: stamps"}
                """);
        List<RelatedChange> changes = about(inMinutes(1), "service", "stamps").changes();
        assertThat(changes.stream().map(RelatedChange::changeSet)).doesNotHaveDuplicates();
        assertThat(changes.getFirst().name()).isEqualTo("second-of-set");
        assertThat(changes.getFirst().seq()).isEqualTo(changes.getFirst().changeSet() + 1);
        assertThat(changes.stream().map(RelatedChange::name)).doesNotContain("first-of-set");
    }

    @Test
    void an_instance_that_came_up_is_told_with_its_version() {
        instance("dev", "till", "1.4.2", "a");
        instance("dev", "till", "1.4.2", "b");
        instance("dev", "till", "1.4.1", "c");
        instance("staging", "till", "2.0", "d");
        List<Arrival> arrivals = about(inMinutes(1), "service", "till").arrivals();
        assertThat(arrivals.stream().map(each -> "%s ×%d".formatted(each.version(), each.instances())))
                .containsExactlyInAnyOrder("1.4.2 ×2", "1.4.1 ×1");
        assertThat(arrivals).allMatch(Arrival::direct);
        assertThat(about(inMinutes(-10), "service", "till").arrivals()).isEmpty();
    }

    private static void instance(String env, String service, String version, String id) {
        Answer answer = core.admin()
                .put("/api/v1/live/Instance/%s.%s?env=%s".formatted(service, id, env), """
                        {"spec": {"service": "%s", "host": "127.0.0.1", "port": 8080, "version": "%s"}}
                        """.formatted(service, version));
        assertThat(answer.status()).as(answer.text()).isBetween(200, 201);
        await().atMost(LIMIT)
                .until(() -> core.bean(ServiceCatalog.class).instances(env).stream()
                        .anyMatch(each -> each.name().equals(service + "." + id)));
    }

    @Test
    void failures_are_told_with_users_and_amounts() throws Exception {
        Instant now = Instant.now();
        String declined = "reason=\"declined\", amount=12.50, user=";
        request("dev", "payments", now, 200, "amount=7, user=\"u1\"");
        request("dev", "payments", now, 402, declined + "\"u1\"");
        request("dev", "payments", now, 402, declined + "\"u1\"");
        request("dev", "payments", now, 402, declined + "\"u2\"");
        request("dev", "payments", now, 402, "reason=\"late\", amount=1, user=\"u3\"");
        request("dev", "payments", now.minus(Duration.ofMinutes(30)), 402, declined + "\"long before\"");
        request("dev", "orders", now, 500, "amount=3, user=\"u1\"");
        request("staging", "payments", now, 402, declined + "\"elsewhere\"");
        await().atMost(LIMIT).until(() -> failures("dev", "payment") == 5 && failures("dev", "checkout") == 1);
        await().atMost(LIMIT).until(() -> failures("staging", "payment") == 1);

        List<Impact> impacts = about(now, "service", "payments").impacts();
        assertThat(impacts.stream().map(Impact::transaction))
                .as("of who calls it, too")
                .containsExactly("payment", "checkout");
        Impact payment = impacts.getFirst();
        assertThat(payment.title()).isEqualTo("Payments");
        assertThat(payment.count()).isEqualTo(5);
        assertThat(payment.failures()).isEqualTo(4);
        assertThat(payment.users()).isEqualTo(3);
        assertThat(payment.amount()).isEqualByComparingTo("38.50");
        assertThat(payment.unit()).isEqualTo("EUR");
        assertThat(payment.reasons()).containsExactly("declined", "late");

        assertThat(about(now, "transaction", "newsletter").impacts())
                .as("it is named, though none has failed")
                .singleElement()
                .satisfies(each -> assertThat(each.count()).isZero());
        assertThat(about(now, "service", "bank").impacts().stream().map(Impact::transaction))
                .as("who calls it has failed")
                .containsExactly("payment");
        assertThat(about(now, "service", "news").impacts()).isEmpty();
        assertThat(about(now.minus(Duration.ofMinutes(30)), "service", "payments")
                        .impacts()
                        .getFirst()
                        .failures())
                .as("until ten minutes later")
                .isEqualTo(1);
        assertThat(core.bean(AlertContexts.class)
                        .about(
                                "dev",
                                Labels.of("service", "payments"),
                                now.minus(Duration.ofHours(5)),
                                now.plus(Duration.ofHours(3)))
                        .impacts()
                        .getFirst()
                        .failures())
                .as("whole hours and parts of hours")
                .isEqualTo(5);
    }

    private static void request(String env, String service, Instant at, int status, String business) throws Exception {
        String line = JSON.createObjectNode()
                .put("time", at.toEpochMilli() * 1_000)
                .put("route", "to-" + service)
                .put("method", "POST")
                .put("path", "/" + service)
                .put("status", status)
                .put("client", "10.0.0.1")
                .put("agent", 7)
                .put("env", env)
                .put("service", service)
                .put("business", business)
                .toString();
        assertThat(gateway.send(
                        new ProducerRecord<>(Topic.ACCESS.topic(), 0, null, line.getBytes(StandardCharsets.UTF_8))))
                .succeedsWithin(LIMIT);
    }

    private static long failures(String env, String transaction) {
        return core.admin()
                .get("/api/v1/business/transactions/%s?env=%s".formatted(transaction, env))
                .body()
                .at("/total/failures")
                .asLong();
    }

    @Test
    void what_the_database_does_not_tell_in_time_is_left_out() throws Exception {
        config("dev", "slowly", "a: b");
        assertThat(about(inMinutes(0), "service", "slowly").changes()).isNotEmpty();
        try (Connection other = core.bean(DataSource.class).getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(
                    "lock table kernel.change, telemetry.series, telemetry.transaction_minute in access exclusive mode");
            Instant began = Instant.now();
            AlertContext found = about(inMinutes(0), "service", "slowly");
            assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofMillis(2_500));
            assertThat(found).isEqualTo(new AlertContext(List.of("slowly"), List.of(), List.of()));
            other.rollback();
        }
        await().atMost(LIMIT)
                .until(() -> !about(inMinutes(0), "service", "slowly").changes().isEmpty());
    }
}
