// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.alerts.AlertsCore;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.telemetry.ingest.IngestPorts;
import dev.plinth.core.telemetry.query.LogCounts;
import dev.plinth.core.telemetry.query.LogCounts.Counted;
import dev.plinth.core.telemetry.query.LogCounts.Group;
import dev.plinth.core.telemetry.query.LogCounts.Question;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.engines.kafka.KafkaEngine;
import dev.plinth.engines.opensearch.OpenSearchEngine;
import dev.plinth.engines.testing.TestingEngine;
import dev.plinth.engines.testing.TestingPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rules about logs, over a real OpenSearch. */
class LogRulesIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static TestCore core;

    @BeforeAll
    static void start() {
        core = AlertsCore.start(
                TestingPostgres.freshDatabase(),
                TestCore.temporary(),
                TestingEngine.untilExit(new KafkaEngine()).connection(),
                TestingEngine.untilExit(new OpenSearchEngine()).connection(),
                "--" + RecordedIntake.PROPERTY + "=true");
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    /** Sends one record of now, with attributes as {@code key=value}. */
    private static void log(String service, String env, String severity, String body, String... attributes) {
        String record = """
                {"timeUnixNano":"%d","severityNumber":%d,"body":{"stringValue":"%s"},"attributes":[%s]}""".formatted(
                        System.currentTimeMillis() * 1_000_000,
                        severity.equals("error") ? 17 : 9,
                        body,
                        Arrays.stream(attributes)
                                .map(pair -> attribute(pair.split("=", 2)[0], pair.split("=", 2)[1]))
                                .collect(Collectors.joining(",")));
        String request = """
                {"resourceLogs":[{"resource":{"attributes":[%s,%s]},"scopeLogs":[{"logRecords":[%s]}]}]}""".formatted(
                        attribute("service.name", service), attribute("deployment.environment.name", env), record);
        await().atMost(LIMIT).until(() -> send(request) == 200);
    }

    private static String attribute(String key, String value) {
        return "{\"key\":\"%s\",\"value\":{\"stringValue\":\"%s\"}}".formatted(key, value);
    }

    private static int send(String request) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:%d/v1/logs"
                .formatted(core.bean(IngestPorts.class).httpPort()));
        return HTTP.send(
                        HttpRequest.newBuilder(uri)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(request))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static void apply(String documents) {
        Answer applied = core.admin().apply(documents);
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        core.bean(LedgerPosition.class)
                .await(Long.parseLong(applied.header("Plinth-Position")), Duration.ofSeconds(10));
    }

    private static List<JsonNode> firing(String name) {
        return core.admin()
                .get("/prometheus/api/v1/alerts")
                .body()
                .at("/data/alerts")
                .valueStream()
                .filter(alert -> alert.at("/labels/alertname").asString().equals(name)
                        && alert.path("state").asString().equals("firing"))
                .toList();
    }

    private static JsonNode rule(String alert) {
        return core.admin()
                .get("/prometheus/api/v1/rules?type=alert")
                .body()
                .at("/data/groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .filter(rule -> rule.path("name").asString().equals(alert))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void too_many_records_of_a_service_are_an_alert_until_they_are_past() {
        apply("""
                kind: AlertRules
                env: dev
                name: timeouts
                spec:
                  intervalSeconds: 1
                  rules:
                    - alert: Timeouts
                      logs: {query: '"connection timed out" -expected', severity: error, by: [service, http.route], above: 1, over: 30s, delay: 0s}
                      severity: critical
                      annotations: {summary: "{{ $value }} time-outs of {{ $labels.service }} at {{ $labels.http_route }}"}
                    - alert: AnyAtAll
                      logs: {services: [orders], tags: [zone=north], above: 2, over: 30s, delay: 0s}
                """);
        String said = "The connection timed out.";
        log("orders", "dev", "error", said, "http.route=/buy", "zone=north");
        log("orders", "dev", "error", said, "http.route=/buy", "zone=north");
        log("orders", "dev", "error", said, "http.route=/look", "zone=north");
        log("payments", "dev", "error", said, "http.route=/buy");
        log("payments", "dev", "info", said, "http.route=/buy");
        log("payments", "dev", "error", said + " As expected.", "http.route=/buy");
        log("payments", "prod", "error", said, "http.route=/buy");

        await().atMost(LIMIT)
                .until(() ->
                        !firing("Timeouts").isEmpty() && !firing("AnyAtAll").isEmpty());
        assertThat(firing("Timeouts")).singleElement().satisfies(alert -> {
            assertThat(alert.path("labels").properties().stream()
                            .map(label ->
                                    label.getKey() + "=" + label.getValue().asString()))
                    .containsExactlyInAnyOrder(
                            "alertname=Timeouts", "severity=critical", "env=dev", "service=orders", "http_route=/buy");
            assertThat(alert.at("/annotations/summary").asString()).isEqualTo("2 time-outs of orders at /buy");
        });
        assertThat(firing("AnyAtAll").getFirst().path("labels").size())
                .as("alertname, severity and env")
                .isEqualTo(3);
        assertThat(rule("Timeouts").path("query").asString())
                .isEqualTo("sum without (alert) (plinth_log_records{alert=\"Timeouts\"}) > 1"
                        + " # log records, query=\"\\\"connection timed out\\\" -expected\" severity>=error"
                        + " by=\"service\",\"http.route\" over=30s");
        assertThat(core.bean(RecordedIntake.class).of("Timeouts").getFirst().generatorUrl())
                .isEqualTo("http://plinth.test:8080/console/logs?in=dev"
                        + "&q=%22connection%20timed%20out%22%20-expected&severity=error");

        await().atMost(LIMIT)
                .until(() -> firing("Timeouts").isEmpty() && firing("AnyAtAll").isEmpty());
        assertThat(rule("Timeouts").path("health").asString()).isEqualTo("ok");
    }

    @Test
    void records_are_counted_by_what_they_have_and_have_not_up_to_a_limit() {
        Instant from = Instant.now().minusSeconds(60);
        IntStream.range(0, 12).forEach(i -> log("many", "dev", "info", "something", "customer=c" + i % 4, "zone=a"));
        log("many", "dev", "info", "something");
        log("many", "dev", "info", "something", "customer=");
        Question question = new Question(
                "dev", "something", List.of("many"), "", List.of(), List.of(), from, from.plusSeconds(600));
        LogCounts counts = core.bean(LogCounts.class);
        await().atMost(LIMIT)
                .until(() -> counts.count(question, 10).groups().getFirst().count() == 14);

        Counted byCustomer = counts.count(by(question, "customer"), 10);
        assertThat(byCustomer.complete()).isTrue();
        assertThat(byCustomer.groups())
                .containsExactlyInAnyOrder(
                        new Group(List.of("c0"), 3),
                        new Group(List.of("c1"), 3),
                        new Group(List.of("c2"), 3),
                        new Group(List.of("c3"), 3),
                        new Group(List.of(""), 2));
        assertThat(counts.count(by(question, "zone", "service"), 10).groups())
                .containsExactlyInAnyOrder(new Group(List.of("a", "many"), 12), new Group(List.of("", "many"), 2));
        assertThat(counts.count(by(question, "customer"), 4).complete()).isFalse();
        assertThat(counts.count(by(question, "customer", "zone"), 5).complete()).isTrue();
    }

    private static Question by(Question question, String... by) {
        return new Question(
                question.env(),
                question.query(),
                question.services(),
                question.severity(),
                question.tags(),
                List.of(by),
                question.from(),
                question.to());
    }
}
