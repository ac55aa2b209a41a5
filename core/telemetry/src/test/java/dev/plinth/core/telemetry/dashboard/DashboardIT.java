// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.TestTelemetry;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.engines.testing.TestingPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.JsonNode;

/** Dashboards as they are decided and read, by the API. */
class DashboardIT {
    private static TestCore core;

    @BeforeAll
    static void start() {
        core = TestCore.start(
                TestTelemetry.class,
                TestingPostgres.freshDatabase(),
                TestCore.temporary(),
                "--plinth.identity.public-url=http://plinth.test:8080");
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    private static void apply(String documents) {
        await(core.admin().apply(documents));
    }

    private static void await(Answer changed) {
        assertThat(changed.status()).as(changed.text()).isBetween(200, 299);
        core.bean(LedgerPosition.class)
                .await(Long.parseLong(changed.header("Plinth-Position")), Duration.ofSeconds(10));
    }

    private static JsonNode listed(String name) {
        return core.admin()
                .get("/api/v1/dashboards")
                .body()
                .path("items")
                .valueStream()
                .filter(each -> each.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void each_that_comes_along_could_be_applied_as_it_is() throws Exception {
        Resource[] files = new PathMatchingResourcePatternResolver().getResources(BuiltInDashboards.FILES);
        assertThat(files).isNotEmpty();
        for (Resource file : files) {
            Answer tried = core.admin()
                    .post(
                            "/api/v1/apply?dryRun=true",
                            "application/yaml",
                            file.getContentAsString(StandardCharsets.UTF_8));
            assertThat(tried.status())
                    .as(file.getFilename() + " " + tried.text())
                    .isEqualTo(200);
        }
    }

    @Test
    void the_example_of_the_how_to_can_be_applied() throws Exception {
        String page = Files.readString(Path.of("../../docs/how-to/make-a-dashboard.md"));
        int begin = page.indexOf("```yaml\n") + "```yaml\n".length();
        Answer tried = core.admin()
                .post(
                        "/api/v1/apply?dryRun=true",
                        "application/yaml",
                        page.substring(begin, page.indexOf("```", begin)));
        assertThat(tried.status()).as(tried.text()).isEqualTo(200);
    }

    @Test
    void those_that_come_along_are_there_without_being_decided() {
        Answer list = core.admin().get("/api/v1/dashboards");
        assertThat(list.status()).as(list.text()).isEqualTo(200);
        assertThat(list.body().path("items").findValuesAsString("name"))
                .contains("gateway", "host", "http-server", "jvm", "kafka", "opensearch", "postgresql", "redis")
                .isSorted();
        assertThat(listed("host").path("builtIn").asBoolean()).isTrue();
        assertThat(listed("host").path("panels").asInt()).isGreaterThan(10);
        assertThat(listed("host").path("tags").get(0).asString()).isEqualTo("host");
        Answer host = core.admin().get("/api/v1/dashboards/host");
        assertThat(host.body().at("/builtIn").asBoolean()).isTrue();
        assertThat(host.body().at("/revision").asLong(-1)).isZero();
        assertThat(host.body().at("/spec/rows/0/panels/0/kind").asString()).isEqualTo("stat");
        assertThat(core.admin().get("/api/v1/resources/Dashboard/host").status())
                .isEqualTo(404);
    }

    @Test
    void a_resource_takes_the_place_of_one_that_came_along_until_it_is_deleted() {
        String spec =
                core.admin().get("/api/v1/dashboards/redis").body().at("/spec").toString();
        await(core.admin()
                .put(
                        "/api/v1/resources/Dashboard/redis",
                        "{\"spec\": %s}".formatted(spec.replace("Redis", "Our Redis"))));
        assertThat(listed("redis").path("builtIn").asBoolean()).isFalse();
        assertThat(listed("redis").path("replacesBuiltIn").asBoolean()).isTrue();
        assertThat(listed("redis").path("title").asString()).isEqualTo("Our Redis");
        Answer own = core.admin().get("/api/v1/dashboards/redis");
        assertThat(own.body().at("/spec/title").asString()).isEqualTo("Our Redis");
        assertThat(own.body().at("/revision").asLong()).isPositive();
        assertThat(own.body().at("/updatedBy").asString()).isNotEmpty();
        await(core.admin().delete("/api/v1/resources/Dashboard/redis"));
        assertThat(listed("redis").path("builtIn").asBoolean()).isTrue();
        assertThat(core.admin()
                        .get("/api/v1/dashboards/redis")
                        .body()
                        .at("/spec/title")
                        .asString())
                .isEqualTo("Redis");
    }

    @Test
    void what_is_decided_stands_in_the_list_and_is_read_as_it_was_written() {
        apply("""
                kind: Dashboard
                name: shop
                spec:
                  title: Shop
                  tags: [shop]
                  variables:
                    - {name: job, query: {metric: up, label: job}, multi: true, default: api}
                  rows:
                    - title: All
                      panels:
                        - {title: Up, kind: stat, unit: none, queries: [{expr: 'sum(up{job=~"$job"})', legend: all}]}
                        - {title: Rate, kind: timeseries, unit: bytes/s, width: 12, queries: [{expr: 'rate(x[$__rate_interval])'}]}
                """);
        assertThat(listed("shop").path("builtIn").asBoolean()).isFalse();
        assertThat(listed("shop").path("replacesBuiltIn").asBoolean()).isFalse();
        assertThat(listed("shop").path("panels").asInt()).isEqualTo(2);
        JsonNode spec = core.admin().get("/api/v1/dashboards/shop").body().at("/spec");
        assertThat(spec.at("/variables/0/default").asString()).isEqualTo("api");
        assertThat(spec.at("/rows/0/panels/1/unit").asString()).isEqualTo("bytes/s");
        JsonNode schema = core.admin().get("/api/v1/kinds/Dashboard/schema").body();
        assertThat(schema.at("/properties/variables/items/properties").propertyNames())
                .contains("default")
                .doesNotContain("preset");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {title: T, rows: []}                                                          | spec.rows                    | a value
            {title: T, rows: [{panels: [{title: P, kind: stat, width: 13, queries: [{expr: up}]}]}]} | spec.rows[0].panels[0].width | at most 12
            {title: T, rows: [{panels: [{title: P, kind: pie, queries: [{expr: up}]}]}]}  | spec.rows[0].panels[0].kind  | one of timeseries, stat, table, logs, text
            {title: T, rows: [{panels: [{title: P, kind: stat, unit: furlong, queries: [{expr: up}]}]}]} | spec.rows[0].panels[0].unit | one of none, short, seconds, milliseconds, bytes, bytes/s, bits/s, percent, percentunit, reqps, ops
            {title: T, rows: [{panels: [{title: A, kind: text, text: x}, {title: A, kind: text, text: x}]}]} | spec.rows[0].panels[1].title | a title that no other panel of the row has
            {title: T, rows: [{panels: [{title: A, kind: text, text: x}]}, {panels: [{title: P, kind: stat, queries: [{expr: up}, {expr: "sum(up{a=}"}]}]}]} | spec.rows[1].panels[0].queries[1].expr | a query in PromQL; 1:10: unexpected "}" in label matching, expected string
            {title: T, rows: [{panels: [{title: P, kind: logs, logs: {services: [$job]}}]}]} | spec.rows[0].panels[0].logs.services[0] | 1:1: a variable that stands before it, not $job: one of $__interval, $__range, $__rate_interval
            {title: T, variables: [{name: 1a, values: [x]}], rows: [{panels: [{title: A, kind: text, text: x}]}]} | spec.variables[0].name | 1 to 50 letters, digits and '_', beginning with a letter
            {title: T, variables: [{name: a, values: [x], default: y}], rows: [{panels: [{title: A, kind: text, text: x}]}]} | spec.variables[0].default | one of the values
            {title: T, tags: [Big], rows: [{panels: [{title: A, kind: text, text: x}]}]}  | spec.tags[0]                 | 1 to 50 of a-z, 0-9, '.', '_' and '-', beginning and ending with a letter or digit
            {title: T, rows: [{panels: [{title: A, kind: text, texts: x}]}]}              | spec.rows[0].panels[0].texts | text (did you mean it?)
            """)
    void a_bad_one_is_refused_with_its_field(String spec, String field, String expected) {
        Answer answer = core.admin().apply("kind: Dashboard\nname: bad\nspec: " + spec + "\n");
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.body().at("/violations").valueStream())
                .as(answer.text())
                .anySatisfy(violation -> {
                    assertThat(violation.path("field").asString("")).isEqualTo(field);
                    assertThat(violation.path("expected").asString("")).isEqualTo(expected);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/dashboards", "/api/v1/dashboards/host"})
    void nobody_reads_without_a_token_and_nobody_without_the_right(String path) {
        Answer anonymous = core.anonymous().get(path);
        assertThat(anonymous.status()).isEqualTo(401);
        assertThat(anonymous.code()).isEqualTo("access.unauthenticated");
        Answer stranger = core.process("stranger").get(path);
        assertThat(stranger.status()).isEqualTo(403);
        assertThat(stranger.body().path("detail").asString()).startsWith("process:stranger has no role");
        assertThat(core.admin().get(path).status()).isEqualTo(200);
    }

    @Test
    void who_may_read_some_dashboards_sees_only_those() {
        apply("""
                kind: Role
                name: jvm-people
                spec: {rules: [{verbs: [read], kinds: [Dashboard], names: [jvm, team-*]}]}
                ---
                kind: RoleBinding
                name: jvm-people
                spec: {role: jvm-people, subjects: ["process:clerk"]}
                ---
                kind: Dashboard
                name: team-a
                spec: {title: A, rows: [{panels: [{title: A, kind: text, text: x}]}]}
                ---
                kind: Dashboard
                name: secret-plans
                spec: {title: B, rows: [{panels: [{title: A, kind: text, text: x}]}]}
                """);
        var clerk = core.process("clerk");
        assertThat(clerk.get("/api/v1/dashboards").body().path("items").findValuesAsString("name"))
                .containsExactly("jvm", "team-a");
        assertThat(clerk.get("/api/v1/dashboards/jvm").status()).isEqualTo(200);
        assertThat(clerk.get("/api/v1/dashboards/secret-plans").status()).isEqualTo(403);
        assertThat(clerk.get("/api/v1/dashboards/host").status()).isEqualTo(403);
        assertThat(clerk.get("/api/v1/dashboards/nothing").status()).isEqualTo(403);
        Answer none = core.admin().get("/api/v1/dashboards/nothing");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.text()).contains("There is no Dashboard/nothing.");
    }
}
