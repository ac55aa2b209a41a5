// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.alerting.dispatch.Alert;
import dev.plinth.core.alerts.AlertsCore;
import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.duty.Duties;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.kafka.KafkaEngine;
import dev.plinth.engines.testing.TestingEngine;
import dev.plinth.engines.testing.TestingPostgres;
import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Alert rules as they are decided, by the API, and the one core that evaluates them over real metrics. OpenSearch is away. */
class AlertRulesIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final EngineConnection DATABASE = TestingPostgres.freshDatabase();
    private static final Path DIRECTORY = TestCore.temporary();

    private static TestingEngine kafka;
    private static TestCore core;

    @BeforeAll
    static void start() {
        kafka = TestingEngine.untilExit(new KafkaEngine());
        core = core();
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    private static TestCore core() {
        return AlertsCore.start(
                DATABASE, DIRECTORY, kafka.connection(), null, "--" + RecordedIntake.PROPERTY + "=true");
    }

    private static void apply(String documents) {
        AlertsCore.apply(core, documents);
    }

    private static TimeSeries sample(double value, String... labels) {
        Labels all = Labels.of(labels).with("env", "dev");
        return TimeSeries.of(all, Point.of(System.currentTimeMillis(), value));
    }

    private static void measure(TimeSeries... series) {
        await().atMost(LIMIT).ignoreExceptions().until(() -> {
            core.bean(MetricSink.class).accept("test", List.of(series), List.of());
            return true;
        });
    }

    private static List<JsonNode> alerts(TestCore at, String name) {
        return at.admin()
                .get("/prometheus/api/v1/alerts")
                .body()
                .at("/data/alerts")
                .valueStream()
                .filter(alert -> alert.at("/labels/alertname").asString().equals(name))
                .toList();
    }

    private static boolean fires(TestCore at, String name) {
        return alerts(at, name).stream()
                .anyMatch(alert -> alert.path("state").asString().equals("firing"));
    }

    private static JsonNode group(String name) {
        return core.admin()
                .get("/prometheus/api/v1/rules?type=alert")
                .body()
                .at("/data/groups")
                .valueStream()
                .filter(group -> group.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Alert> told(String name) {
        return core.bean(RecordedIntake.class).of(name);
    }

    private static boolean isToldEnded(String name) {
        List<Alert> told = told(name);
        return !told.isEmpty() && told.getLast().isResolved(Instant.now());
    }

    private static List<String> queries(String group) {
        return group(group)
                .path("rules")
                .valueStream()
                .map(rule -> rule.path("query").asString())
                .toList();
    }

    private static int series(String query) {
        return core.admin()
                .get("/prometheus/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .body()
                .at("/data/result")
                .size();
    }

    @Test
    void an_alert_is_pending_fires_is_told_and_ends() {
        apply("""
                kind: AlertRules
                env: dev
                name: payments
                spec:
                  intervalSeconds: 1
                  rules:
                    - alert: PaymentsFail
                      expr: payments_failing > 0.1
                      for: 2s
                      severity: critical
                      labels: {team: "of-{{ $labels.job }}"}
                      annotations: {summary: "{{ $value | humanizePercentage }} of {{ $labels.job }} fail, see {{ $externalURL }}"}
                    - alert: Quiet
                      expr: payments_failing > 10
                """);
        measure(sample(0.25, "__name__", "payments_failing", "job", "till"));
        await().atMost(LIMIT).until(() -> fires(core, "PaymentsFail"));
        JsonNode alert = alerts(core, "PaymentsFail").getFirst();
        assertThat(alert.path("labels").properties().stream()
                        .map(label -> label.getKey() + "=" + label.getValue().asString()))
                .containsExactlyInAnyOrder(
                        "alertname=PaymentsFail", "severity=critical", "team=of-till", "env=dev", "job=till");
        assertThat(alert.at("/annotations/summary").asString())
                .isEqualTo("25% of till fail, see http://plinth.test:8080");
        assertThat(alerts(core, "Quiet")).isEmpty();
        await().atMost(LIMIT)
                .until(() -> series("ALERTS{alertname='PaymentsFail',alertstate='firing',env='dev'}") == 1);
        assertThat(group("payments")
                        .path("rules")
                        .valueStream()
                        .map(rule -> rule.path("state").asString() + " "
                                + rule.path("health").asString()))
                .containsExactly("firing ok", "inactive ok");
        Alert first = told("PaymentsFail").getFirst();
        assertThat(first.labels().asMap())
                .containsEntry("alertname", "PaymentsFail")
                .containsEntry("team", "of-till");
        assertThat(first.annotations())
                .containsEntry("plinth_group", "payments")
                .containsEntry("summary", "25% of till fail, see http://plinth.test:8080");
        assertThat(first.generatorUrl())
                .isEqualTo("http://plinth.test:8080/console/metrics?query=payments_failing%20%3E%200.1");
        assertThat(Duration.between(first.startsAt(), first.endsAt()))
                .as("for four times the delay")
                .isEqualTo(Duration.ofMinutes(4));
        assertThat(told("Quiet")).isEmpty();

        measure(sample(0.01, "__name__", "payments_failing", "job", "till"));
        await().atMost(LIMIT).until(() -> alerts(core, "PaymentsFail").isEmpty());
        await().atMost(LIMIT).until(() -> series("ALERTS{alertname='PaymentsFail'}") == 0);
        await().atMost(LIMIT).until(() -> isToldEnded("PaymentsFail"));
        assertThat(told("PaymentsFail").getLast().startsAt()).isEqualTo(first.startsAt());
    }

    @Test
    void what_is_not_taken_is_told_again_and_a_rule_that_is_gone_has_ended() {
        String group = """
                kind: AlertRules
                env: dev
                name: gone
                spec: {intervalSeconds: 1, rules: [%s]}
                """;
        String stays = "{alert: Stays, expr: vector(1)}";
        RecordedIntake intake = core.bean(RecordedIntake.class);
        intake.away(true);
        try {
            apply(group.formatted(stays + ", {alert: Goes, expr: vector(1)}"));
            await().atMost(LIMIT).until(() -> fires(core, "Goes"));
            assertThat(told("Goes")).isEmpty();
        } finally {
            intake.away(false);
        }
        await().atMost(LIMIT).until(() -> !told("Goes").isEmpty());

        intake.away(true);
        try {
            apply(group.formatted(stays));
            await().atMost(LIMIT).until(() -> alerts(core, "Goes").isEmpty());
            assertThat(isToldEnded("Goes")).isFalse();
        } finally {
            intake.away(false);
        }
        await().atMost(LIMIT).until(() -> isToldEnded("Goes"));
        assertThat(isToldEnded("Stays")).isFalse();
        assertThat(told("Stays")).as("not again before a minute").hasSize(1);

        assertThat(core.admin()
                        .delete("/api/v1/resources/AlertRules/gone?env=dev")
                        .status())
                .isBetween(200, 204);
        await().atMost(LIMIT).until(() -> isToldEnded("Stays"));
    }

    @Test
    void transactions_that_fail_or_stay_away_are_alerts() {
        apply("""
                kind: Transaction
                env: dev
                name: checkout
                spec:
                  route: {name: till-route, methods: [POST]}
                  amount: {field: amount}
                ---
                kind: AlertRules
                env: dev
                name: transactions
                spec:
                  intervalSeconds: 1
                  rules:
                    - alert: CheckoutsFail
                      transaction: {name: checkout, failureRatioAbove: 0.4, minimum: 2, over: 10m}
                      annotations: {summary: "{{ $value | humanizePercentage }} of {{ $labels.transaction }} fail"}
                    - {alert: CheckoutsCostly, transaction: {name: checkout, failedAmountAbove: 29, over: 10m}}
                    - {alert: CheckoutsRare, transaction: {name: checkout, countBelow: 1, over: 10m}}
                """);
        await().atMost(LIMIT).until(() -> fires(core, "CheckoutsRare"));
        assertThat(alerts(core, "CheckoutsFail")).isEmpty();

        checkOut("201", "402", "402");
        await().atMost(LIMIT).until(() -> fires(core, "CheckoutsFail") && fires(core, "CheckoutsCostly"));
        assertThat(alerts(core, "CheckoutsFail")
                        .getFirst()
                        .at("/labels/transaction")
                        .asString())
                .isEqualTo("checkout");
        assertThat(alerts(core, "CheckoutsFail")
                        .getFirst()
                        .at("/annotations/summary")
                        .asString())
                .isEqualTo("66.67% of checkout fail");
        await().atMost(LIMIT).until(() -> alerts(core, "CheckoutsRare").isEmpty());

        checkOut("201", "201", "201", "201");
        await().atMost(LIMIT).until(() -> alerts(core, "CheckoutsFail").isEmpty());
        assertThat(queries("transactions").getFirst())
                .startsWith("sum by (transaction) (increase(business_transactions_total{transaction=\"checkout\",");

        Answer deleted = core.admin().delete("/api/v1/resources/Transaction/checkout?env=dev");
        assertThat(deleted.status()).as("there is a rule about it").isEqualTo(409);
    }

    /** As a gateway tells it, a few minutes ago, since a minute is counted when it is over. */
    private static void checkOut(String... statuses) {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> core.bean(KafkaAccess.class).learn("test", Topic.ACCESS) != null);
        long micros = (System.currentTimeMillis() - Duration.ofMinutes(3).toMillis()) * 1_000;
        String lines = Arrays.stream(statuses)
                .map(status -> """
                        {"time":%d,"route":"till-route","method":"POST","path":"/","status":%s,"client":"10.0.0.1","agent":7,"env":"dev","service":"till","business":"amount=15"}""".formatted(micros, status))
                .collect(Collectors.joining("\n"));
        try (Producer<byte[], byte[]> producer = core.bean(KafkaAccess.class).producer("gateway-of-this-test")) {
            assertThat(producer.send(new ProducerRecord<>(
                            Topic.ACCESS.topic(), 0, null, lines.getBytes(StandardCharsets.UTF_8))))
                    .succeedsWithin(LIMIT);
        }
    }

    @Test
    void series_that_stay_away_are_alerts_until_they_come_back() {
        apply("""
                kind: AlertRules
                env: dev
                name: silence
                spec:
                  intervalSeconds: 1
                  rules:
                    - {alert: Silent, noData: {expr: 'heartbeat{job="sensor"}', within: 3s}}
                    - {alert: NeverThere, noData: {expr: 'heartbeat{job="ghost"}', orNone: true}}
                """);
        await().atMost(LIMIT).until(() -> fires(core, "NeverThere"));
        assertThat(alerts(core, "Silent")).isEmpty();
        measure(sample(7, "__name__", "heartbeat", "job", "sensor"));
        await().atMost(LIMIT).until(() -> fires(core, "Silent"));
        assertThat(alerts(core, "Silent").getFirst().at("/labels/job").asString())
                .isEqualTo("sensor");
        assertThat(queries("silence"))
                .containsExactly(
                        "last_over_time(heartbeat{job=\"sensor\"}[1h]) unless last_over_time(heartbeat{job=\"sensor\"}[3s])",
                        "last_over_time(heartbeat{job=\"ghost\"}[1h]) unless last_over_time(heartbeat{job=\"ghost\"}[5m])"
                                + " or absent_over_time(heartbeat{job=\"ghost\"}[1h])");

        await().atMost(LIMIT).pollInterval(Duration.ofMillis(300)).until(() -> {
            measure(sample(8, "__name__", "heartbeat", "job", "sensor"));
            return alerts(core, "Silent").isEmpty();
        });
    }

    @Test
    void another_core_goes_on_with_what_was_known_and_a_group_that_is_gone_ends() {
        apply("""
                kind: AlertRules
                env: dev
                name: handed-on
                spec: {intervalSeconds: 1, rules: [{alert: HandedOn, expr: "level > 1", for: 1s, keepFiringFor: 10m}]}
                """);
        measure(sample(5, "__name__", "level", "job", "dam"));
        await().atMost(LIMIT).until(() -> fires(core, "HandedOn"));
        String since = alerts(core, "HandedOn").getFirst().path("activeAt").asString();
        try (TestCore second = core()) {
            await().atMost(LIMIT).until(() -> fires(second, "HandedOn"));
            assertThat(second.bean(AlertRules.class).isHere())
                    .as("it is told by the core that evaluates")
                    .isFalse();
            core.bean(Duties.class).stop();
            await().atMost(LIMIT).until(() -> second.bean(AlertRules.class).isHere());
            await().atMost(LIMIT).until(() -> fires(second, "HandedOn"));
            assertThat(Instant.parse(alerts(second, "HandedOn")
                            .getFirst()
                            .path("activeAt")
                            .asString()))
                    .isEqualTo(Instant.parse(since));
            assertThat(core.admin()
                            .delete("/api/v1/resources/AlertRules/handed-on?env=dev")
                            .status())
                    .isBetween(200, 204);
            await().atMost(LIMIT).until(() -> alerts(second, "HandedOn").isEmpty());
            await().atMost(LIMIT).until(() -> series("ALERTS{alertname='HandedOn'}") == 0);
        } finally {
            core.bean(Duties.class).begin();
        }
    }

    @Test
    void a_group_that_goes_while_nobody_evaluates_ends_when_somebody_does_again() {
        apply("""
                kind: AlertRules
                env: dev
                name: forgotten
                spec: {intervalSeconds: 1, rules: [{alert: Forgotten, expr: vector(1)}]}
                """);
        await().atMost(LIMIT).until(() -> !told("Forgotten").isEmpty());
        core.bean(Duties.class).stop();
        try {
            assertThat(core.admin()
                            .delete("/api/v1/resources/AlertRules/forgotten?env=dev")
                            .status())
                    .isBetween(200, 204);
            assertThat(isToldEnded("Forgotten")).isFalse();
        } finally {
            core.bean(Duties.class).begin();
        }
        await().atMost(LIMIT).until(() -> isToldEnded("Forgotten"));
        await().atMost(LIMIT).until(() -> series("ALERTS{alertname='Forgotten'}") == 0);
    }

    @Test
    void a_rule_that_fails_says_so_and_harms_no_other() {
        apply("""
                kind: AlertRules
                env: dev
                name: broken
                spec:
                  intervalSeconds: 1
                  rules:
                    - {alert: Broken, expr: "left * on (job) right"}
                    - {alert: Whole, expr: "vector(1)"}
                """);
        measure(
                sample(1, "__name__", "left", "job", "x", "n", "1"),
                sample(1, "__name__", "left", "job", "x", "n", "2"),
                sample(1, "__name__", "right", "job", "x", "n", "1"),
                sample(1, "__name__", "right", "job", "x", "n", "2"));
        await().atMost(LIMIT).untilAsserted(() -> {
            JsonNode rules = group("broken").path("rules");
            assertThat(rules.path(0).path("health").asString())
                    .as(rules.toString())
                    .isEqualTo("err");
            assertThat(rules.path(0).path("lastError").asString()).contains("many-to-many");
            assertThat(rules.path(1).path("health").asString()).isEqualTo("ok");
        });
        assertThat(alerts(core, "Whole"))
                .singleElement()
                .satisfies(alert -> assertThat(alert.at("/labels/severity").asString())
                        .as("when nothing is said")
                        .isEqualTo("major"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                                          | spec.rules                  | a value
            {rules: []}                                                                 | spec.rules                  | a value
            {rules: [{expr: "1"}]}                                                      | spec.rules[0].alert         | a value
            {rules: [{alert: A}]}                                                       | spec.rules[0].expr          | PromQL here, or one of transaction, logs and noData
            {rules: [{alert: A, expr: up, noData: {expr: up}}]}                         | spec.rules[0].noData        | nothing, as expr is given
            {rules: [{alert: A, transaction: {name: a}, logs: {above: 1}}]}             | spec.rules[0].logs          | nothing, as transaction is given
            {rules: [{alert: A, transaction: {failuresAbove: 1}}]}                      | spec.rules[0].transaction.name | a value
            {rules: [{alert: A, transaction: {name: a}}]}                               | spec.rules[0].transaction.failureRatioAbove | a share here, or one of failuresAbove, countBelow and failedAmountAbove
            {rules: [{alert: A, transaction: {name: a, failuresAbove: 1, over: 1m}}]}   | spec.rules[0].transaction.over | a duration from 2m to 1d, as 5m
            {rules: [{alert: A, logs: {services: [null], above: 1}}]}                   | spec.rules[0].logs.services[0] | a text that is not blank
            {rules: [{alert: A, logs: {query: a}}]}                                     | spec.rules[0].logs.above    | a value
            {rules: [{alert: A, logs: {severity: bad, above: 1}}]}                      | spec.rules[0].logs.severity | one of trace, debug, info, warn, error, fatal
            {rules: [{alert: A, logs: {above: 1}}, {alert: A, logs: {query: a, above: 1}}]} | spec.rules              | other names for alerts of logs that ask for something else than another of the same name, A
            {rules: [{alert: A, noData: {expr: "rate(up[5m])"}}]}                       | spec.rules[0].noData.expr   | series of one metric, as up{job="shop"}, without a window or an offset
            {rules: [{alert: A, noData: {expr: up, within: 2h}}]}                       | spec.rules[0].noData.within | less than 1h, or a longer of
            {rules: [{alert: A, expr: "sum(up"}]}                                       | spec.rules[0].expr          | PromQL; 1:7: parse error: unclosed left parenthesis
            {rules: [{alert: A, expr: "up[5m]"}]}                                       | spec.rules[0].expr          | numbers at one time (an instant vector or a scalar), and not a range vector
            {rules: [{alert: A, expr: "up", for: soon}]}                                | spec.rules[0].for           | a duration, as 30s, 5m or 1h30m
            {rules: [{alert: A, expr: "up", keepFiringFor: "-5m"}]}                     | spec.rules[0].keepFiringFor | a duration, as 30s, 5m or 1h30m
            {rules: [{alert: A, expr: "up", severity: deadly}]}                         | spec.rules[0].severity      | one of critical, major, minor, info
            {rules: [{alert: A, expr: "up", labels: {env: prod}}]}                      | spec.rules[0].labels        | names of letters, digits and '_', not beginning with a digit or '__', and none of alertname, alertstate, env, severity
            {rules: [{alert: A, expr: "up", annotations: {summary: "{{ $labels.job"}}]} | spec.rules[0].annotations   | a template in summary; error parsing template __alert_A: template: __alert_A:1:1: unclosed action: "}}" is missing
            {rules: [{alert: A, expr: "up"}], intervalSeconds: 0}                       | spec.intervalSeconds        | at least 1
            """)
    void bad_rules_are_refused_with_their_field(String spec, String field, String expected) {
        Answer answer = core.admin().apply("kind: AlertRules\nenv: dev\nname: bad\nspec: " + spec + "\n");
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.body().at("/violations").valueStream())
                .as(answer.text())
                .anySatisfy(violation -> {
                    assertThat(violation.path("field").asString("")).isEqualTo(field);
                    assertThat(violation.path("expected").asString("")).isEqualTo(expected);
                });
    }

    @Test
    void the_example_of_the_documentation_is_right() throws IOException {
        Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../../docs/how-to/alert-on-anything.md")));
        assertThat(example.find()).isTrue();
        apply("kind: Transaction\nenv: prod\nname: order\nspec: {event: {name: order}}\n---\n" + example.group(1));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(group("shop")
                                .path("rules")
                                .valueStream()
                                .map(rule -> rule.path("health").asString()))
                        .as("OpenSearch is away")
                        .containsExactly("ok", "ok", "err", "ok"));
    }

    @Test
    void the_transaction_of_a_rule_must_exist() {
        Answer refused = core.admin().apply("""
                kind: AlertRules
                env: dev
                name: lost
                spec: {rules: [{alert: A, transaction: {name: nowhere, failuresAbove: 1}}]}
                """);
        assertThat(refused.status()).as(refused.text()).isEqualTo(422);
        assertThat(refused.text()).contains("AlertRules/lost in dev refers to Transaction/nowhere in dev");
    }

    @Test
    void alerts_are_for_who_may_read_their_rules_and_rules_for_who_may_read_the_metrics() {
        apply("""
                kind: AlertRules
                env: dev
                name: secret
                spec: {intervalSeconds: 1, rules: [{alert: Secret, expr: "vector(1)"}]}
                ---
                kind: Role
                name: watcher
                spec:
                  rules:
                    - {verbs: [read], kinds: [Metrics]}
                    - {verbs: [read, write], kinds: [AlertRules], names: [open]}
                ---
                kind: RoleBinding
                name: watcher
                spec: {role: watcher, subjects: ["process:watcher"]}
                ---
                kind: Role
                name: maker
                spec: {rules: [{verbs: [read, write], kinds: [AlertRules]}, {verbs: [read], kinds: [Metrics], names: [orders]}]}
                ---
                kind: RoleBinding
                name: maker
                spec: {role: maker, subjects: ["process:maker"]}
                """);
        await().atMost(LIMIT).until(() -> fires(core, "Secret"));
        String alerts = "/prometheus/api/v1/alerts";
        assertThat(core.anonymous().get(alerts).status()).isEqualTo(401);
        assertThat(core.process("stranger").get(alerts).status()).isEqualTo(403);
        Answer seen = core.process("watcher").get(alerts);
        assertThat(seen.status()).as(seen.text()).isEqualTo(200);
        assertThat(seen.text()).doesNotContain("Secret");

        Answer refused = core.process("maker")
                .apply("kind: AlertRules\nenv: dev\nname: sly\nspec: {rules: [{alert: A, expr: secret_figures}]}\n");
        assertThat(refused.status()).as(refused.text()).isEqualTo(403);
        assertThat(refused.text())
                .contains("AlertRules/sly in dev would read all metrics of dev, which process:maker may not");
        assertLogsAreForWhoMayReadThem();
    }

    private static void assertLogsAreForWhoMayReadThem() {
        apply("""
                kind: Role
                name: counter
                spec: {rules: [{verbs: [read, write], kinds: [AlertRules]}, {verbs: [read], kinds: [Metrics]}, {verbs: [read], kinds: [Logs], names: [orders]}]}
                ---
                kind: RoleBinding
                name: counter
                spec: {role: counter, subjects: ["process:counter"]}
                """);
        String rules =
                "kind: AlertRules\nenv: dev\nname: by-logs\nspec: {rules: [{alert: ByLogs, logs: {%sabove: 1}}]}\n";
        Answer all = core.process("counter").apply(rules.formatted(""));
        assertThat(all.status()).as(all.text()).isEqualTo(403);
        assertThat(all.text())
                .contains(
                        "AlertRules/by-logs in dev would count logs of all services in dev, which process:counter may not read");
        Answer others = core.process("counter").apply(rules.formatted("services: [orders, payments], "));
        assertThat(others.status()).as(others.text()).isEqualTo(403);
        assertThat(others.text()).contains("would count logs of payments in dev");
        assertThat(core.process("counter")
                        .apply(rules.formatted("services: [orders], "))
                        .status())
                .isEqualTo(200);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(
                                group("by-logs").at("/rules/0/lastError").asString())
                        .as("OpenSearch is away")
                        .startsWith("Log records are not counted. OpenSearch does not answer"));
    }
}
