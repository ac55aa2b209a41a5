// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.TestTelemetry;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.telemetry.metric.duty.Duties;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.testing.TestingPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** Rules as they are decided, by the API, and the one core that evaluates them. The other engines of the cores are away. */
class RecordingRulesIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final EngineConnection DATABASE = TestingPostgres.freshDatabase();
    private static final Path DIRECTORY = TestCore.temporary();
    private static TestCore core;

    /** No component, so that no other core has that store. */
    @Import(TestTelemetry.class)
    static class WithStore {
        @Bean
        @Primary
        TestingStore testingStore() {
            return new TestingStore();
        }
    }

    @BeforeAll
    static void start() {
        core = core();
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    private static TestCore core() {
        Path password = DIRECTORY.resolve("nobody.password");
        SecretFiles.ensure(password);
        return TestCore.start(
                WithStore.class,
                DATABASE,
                DIRECTORY,
                "--plinth.identity.public-url=http://plinth.test:8080",
                "--plinth.telemetry.http-port=0",
                "--plinth.telemetry.grpc-port=0",
                "--plinth.telemetry.metrics.own=false",
                "--plinth.engines.kafka.url=127.0.0.1:9",
                "--plinth.engines.kafka.username=nobody",
                "--plinth.engines.kafka.password-file=" + password,
                "--plinth.engines.opensearch.url=http://127.0.0.1:9",
                "--plinth.engines.opensearch.username=nobody",
                "--plinth.engines.opensearch.password-file=" + password,
                "--logging.level.org.apache.kafka=off");
    }

    private static void apply(String documents) {
        Answer applied = core.admin().apply(documents);
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        core.bean(LedgerPosition.class)
                .await(Long.parseLong(applied.header("Plinth-Position")), Duration.ofSeconds(10));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                         | spec.rules              | a value
            {rules: []}                                                | spec.rules              | a value
            {rules: [{expr: "1"}]}                                     | spec.rules[0].record    | a value
            {rules: [{record: a}]}                                     | spec.rules[0].expr      | a value
            {rules: [{record: "a-b", expr: "1"}]}                      | spec.rules[0].record    | a name of letters, digits, '_' and ':', not beginning with a digit and of at most 500 characters
            {rules: [{record: a, expr: "1"}, {record: b, expr: "1"}, {record: c, expr: "sum(rate(x{a=~'b.*'}[5m])"}]} | spec.rules[2].expr | PromQL; 1:26: parse error: unclosed left parenthesis
            {rules: [{record: a, expr: "up{job=${x}}"}]}               | spec.rules[0].expr      | PromQL; 1:8: parse error: unexpected character inside braces: '$'
            {rules: [{record: a, expr: "up[5m]"}]}                     | spec.rules[0].expr      | numbers at one time (an instant vector or a scalar), and not a range vector
            {rules: [{record: a, expr: "'text'"}]}                     | spec.rules[0].expr      | numbers at one time (an instant vector or a scalar), and not a string
            {rules: [{record: a, expr: "nothing(up)"}]}                | spec.rules[0].expr      | PromQL; 1:1: parse error: unknown function with name "nothing"
            {rules: [{record: a, expr: "1", labels: {"a-b": x}}]}      | spec.rules[0].labels    | names of letters, digits and '_', not beginning with a digit or '__', and not env
            {rules: [{record: a, expr: "1", labels: {env: dev}}]}      | spec.rules[0].labels    | names of letters, digits and '_', not beginning with a digit or '__', and not env
            {rules: [{record: a, expr: "1"}], intervalSeconds: 0}      | spec.intervalSeconds    | at least 1
            {rules: [{record: a, expr: "1"}], queryOffsetSeconds: 1801} | spec.queryOffsetSeconds | at most 1800
            {rules: [{record: a, expr: "1"}], limit: 0}                | spec.limit              | at least 1
            """)
    void bad_rules_are_refused_with_their_field(String spec, String field, String expected) {
        Answer answer = core.admin().apply("kind: RecordingRules\nenv: dev\nname: bad\nspec: " + spec + "\n");
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.body().at("/violations").valueStream())
                .as(answer.text())
                .anySatisfy(violation -> {
                    assertThat(violation.path("field").asString("")).isEqualTo(field);
                    assertThat(violation.path("expected").asString("")).isEqualTo(expected);
                });
    }

    @Test
    void nobody_has_metrics_read_that_he_may_not_read() {
        apply("""
                kind: Role
                name: rule-maker
                spec:
                  rules:
                    - {verbs: [read, write], kinds: [RecordingRules]}
                    - {verbs: [read], kinds: [Metrics], names: [orders]}
                ---
                kind: RoleBinding
                name: rule-maker
                spec: {role: rule-maker, subjects: ["process:rule-maker"]}
                """);
        String rules = """
                kind: RecordingRules
                env: dev
                name: sly
                spec: {rules: [{record: a, expr: "sum(secret_figures)"}]}
                """;
        Answer refused = core.process("rule-maker").apply(rules);
        assertThat(refused.status()).as(refused.text()).isEqualTo(403);
        assertThat(refused.text())
                .contains("RecordingRules/sly in dev would read all metrics of dev, which process:rule-maker may not");
        apply("""
                kind: Role
                name: rule-maker
                spec:
                  rules:
                    - {verbs: [read, write], kinds: [RecordingRules]}
                    - {verbs: [read], kinds: [Metrics], environments: [dev]}
                """);
        Answer allowed = core.process("rule-maker").apply(rules);
        assertThat(allowed.status()).as(allowed.text()).isEqualTo(200);
        assertThat(core.process("rule-maker")
                        .apply(rules.replace("env: dev", "env: prod"))
                        .status())
                .isEqualTo(403);
    }

    private static List<TestingStore.Batch> recorded(TestCore at, String name) {
        return at.bean(TestingStore.class).batches().stream()
                .filter(batch -> batch.series().stream()
                        .anyMatch(each -> each.labels().metricName().equals(name)))
                .toList();
    }

    private static RecordingRulesView view(TestCore at, String name) {
        return at.bean(RecordingRules.class).groups().stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void one_of_two_cores_evaluates_and_the_other_goes_on_when_it_stops() {
        long now = System.currentTimeMillis();
        core.bean(TestingStore.class).add(now, 7, "__name__", "orders_total", "job", "orders", "env", "dev");
        core.bean(TestingStore.class).add(now, 9, "__name__", "orders_total", "job", "orders", "env", "prod");
        apply("""
                kind: RecordingRules
                env: dev
                name: shop
                spec:
                  intervalSeconds: 1
                  rules:
                    - {record: "job:orders:sum", expr: "sum by (job) (orders_total)", labels: {team: core}}
                    - {record: "orders:double", expr: "sum(job:orders:sum) * 2"}
                    - {record: broken, expr: "sum(orders_total) + on (job) group_left () orders_total * on () orders_total"}
                """);
        await().atMost(LIMIT).until(() -> recorded(core, "orders:double").size() >= 2);
        assertThat(recorded(core, "orders:double").getFirst().values())
                .containsEntry("{__name__=\"job:orders:sum\", env=\"dev\", job=\"orders\", team=\"core\"}", "7.0")
                .containsEntry("{__name__=\"orders:double\", env=\"dev\"}", "14.0");
        RecordingRules rules = core.bean(RecordingRules.class);
        assertThat(rules.isHere()).isTrue();
        assertThat(view(core, "shop").rules().getFirst().health()).isEqualTo("ok");
        try (TestCore second = core()) {
            await().during(Duration.ofSeconds(4))
                    .atMost(LIMIT)
                    .until(() -> !second.bean(RecordingRules.class).isHere());
            assertThat(second.bean(TestingStore.class).batches()).isEmpty();
            assertThat(view(second, "shop").rules().getFirst().health()).isEqualTo("unknown");
            assertThat(view(second, "shop").lastEvaluation()).isNull();

            apply(
                    "kind: RecordingRules\nenv: dev\nname: more\nspec: {intervalSeconds: 1, rules: [{record: one, expr: \"1\"}]}\n");
            await().atMost(LIMIT).until(() -> !recorded(core, "one").isEmpty());
            core.bean(Duties.class).stop();
            assertThat(rules.isHere()).isFalse();
            await().atMost(LIMIT).until(() -> recorded(second, "one").size() >= 2);
            assertThat(second.bean(RecordingRules.class).isHere()).isTrue();
            assertThat(core.bean(TestingStore.class).batches())
                    .noneSatisfy(batch -> assertThat(batch.values()).containsValue("stale"));

            assertThat(core.admin()
                            .delete("/api/v1/resources/RecordingRules/more?env=dev")
                            .status())
                    .isBetween(200, 204);
            await().atMost(LIMIT)
                    .until(() -> recorded(second, "one").getLast().values().containsValue("stale"));
        } finally {
            core.bean(Duties.class).begin();
        }
    }
}
