// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.kernel.TestApplication;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every endpoint, asked by nobody, by somebody without the right, and by somebody with it. */
class AccessIT {
    private static TestCore core;
    private static Caller admin;

    @BeforeAll
    static void start() {
        core = TestCore.start(TestApplication.class);
        admin = core.admin();
        admin.apply("""
                kind: Widget
                env: dev
                name: w
                spec: {size: 1}
                """);
        Answer applied = admin.apply("""
                kind: Secret
                env: dev
                name: s
                spec: {value: topsecret}
                ---
                kind: Role
                name: widgets
                spec: {rules: [{verbs: [read, write, delete], kinds: [Widget, Node], environments: [dev], names: ["w*", "n*"]}]}
                ---
                kind: RoleBinding
                name: widgets
                spec: {role: widgets, subjects: ["process:widgeteer"]}
                ---
                kind: Role
                name: granter
                spec: {rules: [{verbs: [write], kinds: [Role, RoleBinding]}, {verbs: [read], kinds: ["*"]}]}
                ---
                kind: RoleBinding
                name: granter
                spec: {role: granter, subjects: ["process:granter"]}
                """);
        assertThat(admin.get("/api/v1/resources/Widget" + at(applied)).status()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    /** For a read that must know what was written. */
    private static String at(Answer written) {
        return "?position=" + written.header("Plinth-Position");
    }

    /** Method, path, body, status for somebody without rights, status for who has the right. */
    static Stream<Arguments> endpoints() {
        String spec = "{\"spec\": {\"size\": 2}}";
        String node = "{\"spec\": {\"address\": \"127.0.0.1:1\"}}";
        String doc = "{\"kind\": \"Widget\", \"env\": \"dev\", \"name\": \"w2\", \"spec\": {\"size\": 1}}";
        return Stream.of(
                Arguments.of("GET", "/api/v1/resources/Widget", null, 403, 200),
                Arguments.of("GET", "/api/v1/resources/Widget/w?env=dev", null, 403, 200),
                Arguments.of("PUT", "/api/v1/resources/Widget/w?env=dev", spec, 403, 200),
                Arguments.of("DELETE", "/api/v1/resources/Widget/w-gone?env=dev", null, 403, 404),
                Arguments.of("POST", "/api/v1/apply", doc, 403, 200),
                Arguments.of("GET", "/api/v1/changes", null, 200, 200),
                Arguments.of("GET", "/api/v1/changes/14", null, 403, 200),
                Arguments.of("POST", "/api/v1/changes/14/revert?dryRun=true", "", 403, 409),
                Arguments.of("GET", "/api/v1/watch?kind=Widget&env=nowhere", null, 403, -1),
                Arguments.of("GET", "/api/v1/live/Node", null, 200, 200),
                Arguments.of("PUT", "/api/v1/live/Node/n?env=dev", node, 403, 200),
                Arguments.of("DELETE", "/api/v1/live/Node/n2?env=dev", null, 403, 204),
                Arguments.of("POST", "/api/v1/live/heartbeats", "{\"items\": []}", 200, 200),
                Arguments.of("GET", "/api/v1/kinds", null, 200, 200),
                Arguments.of("GET", "/api/v1/kinds/Widget/schema", null, 200, 200),
                Arguments.of("GET", "/api/v1/kinds/Widget/document-schema", null, 200, 200),
                Arguments.of("GET", "/api/v1/whoami", null, 200, 200),
                Arguments.of(
                        "GET",
                        "/api/v1/access/explain?verb=read&kind=Widget&env=dev&name=w&principal=user:x",
                        null,
                        403,
                        403),
                Arguments.of("GET", "/api/v1/connections?app=orders&env=dev", null, 403, 403),
                Arguments.of("GET", "/api/v1/provided", null, 200, 200),
                Arguments.of("GET", "/api/v1/backup", null, 403, 403),
                Arguments.of("POST", "/api/v1/restore", "x", 403, 403),
                Arguments.of("GET", "/v3/api-docs", null, 200, 200));
    }

    private static Answer send(Caller caller, String method, String path, String body) {
        String type = body == null ? null : path.endsWith("restore") ? "application/zip" : "application/json";
        return caller.send(method, path, type, body == null ? null : body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void nobody_gets_in_without_a_token_or_with_a_forged_one(
            String method, String path, String body, int without, int with) {
        Answer anonymous = send(core.anonymous(), method, path, body);
        assertThat(anonymous.status()).isEqualTo(401);
        assertThat(anonymous.code()).isEqualTo("access.unauthenticated");
        assertThat(anonymous.header("WWW-Authenticate")).startsWith("Bearer");
        Answer forged =
                core.anonymous().send(method, path, null, null, Map.of("Authorization", "Bearer " + "A".repeat(43)));
        assertThat(forged.status()).isEqualTo(401);
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void who_has_no_role_is_refused_with_the_reason(String method, String path, String body, int without, int with) {
        Answer answer = send(core.process("stranger"), method, path, body);
        assertThat(answer.status()).isEqualTo(without);
        if (without == 403) {
            assertThat(answer.code()).isEqualTo("access.forbidden");
            assertThat(answer.body().at("/detail").asString())
                    .startsWith("process:stranger has no role, so nothing allows ");
        }
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void who_has_the_right_gets_the_answer(String method, String path, String body, int without, int with) {
        if (with < 0) {
            try (var watching = core.process("widgeteer").watch("?kind=Widget", Map.of())) {
                assertThat(watching.status()).isEqualTo(200);
                assertThat(watching.synced()).isNotEmpty();
            }
        } else {
            assertThat(send(core.process("widgeteer"), method, path, body).status())
                    .isEqualTo(with);
        }
    }

    @Test
    void no_endpoint_is_left_out_of_this_test() {
        Set<String> tested = new LinkedHashSet<>();
        endpoints()
                .forEach(each -> tested.add(
                        each.get()[0] + " " + String.valueOf(each.get()[1]).replaceAll("\\?.*", "")));
        core.bean(RequestMappingHandlerMapping.class).getHandlerMethods().keySet().stream()
                .flatMap(mapping -> mapping.getMethodsCondition().getMethods().stream()
                        .flatMap(method -> mapping.getPatternValues().stream().map(path -> method + " " + path)))
                .filter(endpoint -> !endpoint.contains("/error") && !endpoint.contains("api-docs.yaml"))
                .forEach(endpoint -> assertThat(tested)
                        .as(endpoint)
                        .anyMatch(path -> path.matches(endpoint.replaceAll("\\{[^}]+}", "[^/]+"))));
    }

    @Test
    void lists_histories_and_watches_leave_out_what_one_may_not_read() {
        Caller some = core.process("widgeteer");
        admin.apply("kind: Widget\nenv: dev\nname: x-hidden\nspec: {size: 1}\n");
        Answer shown = admin.apply("kind: Widget\nenv: dev\nname: w-shown\nspec: {size: 1}\n");
        assertThat(some.get("/api/v1/resources/Widget" + at(shown)).status()).isEqualTo(200);
        try (var watching = some.watch("", Map.of())) {
            var first = watching.nextNews();
            while (!first.name().equals("synced")) {
                assertThat(first.data().at("/name").asString()).matches("[wn].*");
                first = watching.nextNews();
            }
        }
        assertThat(some.get("/api/v1/resources/Widget").body().at("/items").findValuesAsString("name"))
                .contains("w-shown")
                .doesNotContain("x-hidden");
        assertThat(some.get("/api/v1/changes?limit=1000").body().at("/items").findValuesAsString("kind"))
                .containsOnly("Widget");
    }

    @Test
    void nobody_grants_what_he_has_not() {
        Caller granter = core.process("granter");
        Answer wider = granter.apply("kind: Role\nname: wide\nspec: {rules: [{verbs: [delete], kinds: [Widget]}]}\n");
        assertThat(wider.status()).isEqualTo(403);
        assertThat(wider.body().at("/detail").asString())
                .isEqualTo("Role/wide would grant what process:granter has not: rule 1 of the role.");
        assertThat(granter.apply("kind: RoleBinding\nname: me\nspec: {role: admin, subjects: [\"process:granter\"]}\n")
                        .status())
                .isEqualTo(403);
        assertThat(granter.apply("kind: Role\nname: same\nspec: {rules: [{verbs: [read], kinds: [Widget]}]}\n")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_right_that_is_taken_away_is_gone_at_once_also_for_a_watch_that_is_open() {
        Answer given =
                admin.apply("kind: RoleBinding\nname: brief\nspec: {role: viewer, subjects: [\"process:brief\"]}\n");
        Caller brief = core.process("brief");
        assertThat(brief.get("/api/v1/resources/Widget" + at(given)).status()).isEqualTo(200);
        try (var watching = brief.watch("?kind=Widget", Map.of())) {
            watching.synced();
            admin.apply("kind: Widget\nenv: dev\nname: w-before\nspec: {size: 1}\n");
            assertThat(watching.nextNews().data().at("/name").asString()).isEqualTo("w-before");
            Answer gone = admin.delete("/api/v1/resources/RoleBinding/brief");
            admin.apply("kind: Widget\nenv: dev\nname: w-after\nspec: {size: 1}\n");
            assertThat(brief.get("/api/v1/resources/Widget?position=" + gone.header("Plinth-Position"))
                            .status())
                    .isEqualTo(403);
            var silent = watching.next();
            assertThat(silent == null ? "" : silent.name())
                    .as("a heartbeat, and not the change")
                    .isEmpty();
        }
    }

    @Test
    void a_verb_that_is_none_is_refused() {
        Answer refused = admin.apply("kind: Role\nname: flyer\nspec: {rules: [{verbs: [fly], kinds: [\"*\"]}]}\n");
        assertThat(refused.body().at("/violations/0/field").asString()).isEqualTo("spec.rules[0].verbs[0]");
    }

    @Test
    void a_decision_is_explained() {
        assertThat(admin.get("/api/v1/access/explain?verb=write&kind=Widget&env=dev&name=w&principal=process:widgeteer")
                        .body()
                        .at("/reason")
                        .asString())
                .isEqualTo(
                        "RoleBinding/widgets gives process:widgeteer the role widgets (rule 1), which allows write on Widget/w in dev");
        assertThat(core.process("widgeteer")
                        .get("/api/v1/access/explain?verb=reveal&kind=Secret&env=dev&name=s")
                        .body()
                        .at("/reason")
                        .asString())
                .isEqualTo("no rule of the roles of process:widgeteer (widgets) allows reveal on Secret/s in dev");
    }

    @Test
    void health_needs_no_token_and_says_nothing_more() {
        Answer health = core.anonymous().get("/actuator/health/liveness");
        assertThat(health.status()).isIn(200, 404);
        assertThat(core.anonymous().get("/actuator/env").status()).isEqualTo(401);
    }
}
