// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.TestIdentity;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every endpoint of identity, asked by nobody, by somebody without the right, and by somebody with it. */
class IdentityAccessIT {
    private static TestCore core;

    @BeforeAll
    static void start() {
        core = TestIdentity.start();
        People.user(core, "ada", "admins");
        People.user(core, "bob");
        People.user(core, "eve");
        People.app(core, "shop", "{}");
        Answer applied = core.admin().apply("""
                kind: App
                name: powerful
                spec: {}
                ---
                kind: RoleBinding
                name: powerful
                spec: {role: admin, subjects: ["app:powerful"]}
                ---
                kind: Role
                name: helpdesk
                spec: {rules: [{verbs: [read, write, delete], kinds: [User, App, Instance]}, {verbs: [read], kinds: [Config, LogLevel]}, {verbs: [reveal], kinds: [Connections]}]}
                ---
                kind: RoleBinding
                name: helpdesk
                spec: {role: helpdesk, subjects: ["process:helpdesk"]}
                """);
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        core.admin().get("/api/v1/resources/App?position=" + applied.header("Plinth-Position"));
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    /** Method, path, body, status for somebody without rights, status for who has the right. */
    static Stream<Arguments> endpoints() {
        String none = "00000000-0000-0000-0000-000000000000";
        return Stream.of(
                Arguments.of("GET", "/api/v1/users", null, 200, 200),
                Arguments.of("GET", "/api/v1/users/bob", null, 403, 200),
                Arguments.of("POST", "/api/v1/users/carol", "{}", 403, 201),
                Arguments.of("PATCH", "/api/v1/users/bob", "{\"displayName\": \"Bob\"}", 403, 200),
                Arguments.of("DELETE", "/api/v1/users/eve", null, 403, 204),
                Arguments.of("POST", "/api/v1/users/bob/sign-in-link", "", 403, 201),
                Arguments.of("GET", "/api/v1/users/bob/events", null, 403, 200),
                Arguments.of("GET", "/api/v1/users/bob/sessions", null, 403, 200),
                Arguments.of("DELETE", "/api/v1/users/bob/sessions", null, 403, 204),
                Arguments.of("GET", "/api/v1/apps/shop/secrets", null, 403, 200),
                Arguments.of("POST", "/api/v1/apps/shop/secrets", "", 403, 201),
                Arguments.of("DELETE", "/api/v1/apps/shop/secrets/" + none, null, 403, 404));
    }

    private static Answer ask(Caller caller, String method, String path, @Nullable String body) {
        return caller.send(
                method,
                path,
                body == null ? null : "application/json",
                body == null ? null : body.getBytes(StandardCharsets.UTF_8),
                Map.of());
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("endpoints")
    void nobody_is_let_in(String method, String path, @Nullable String body, int without, int with) {
        Answer answer = ask(core.anonymous(), method, path, body);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("access.unauthenticated");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("endpoints")
    void without_the_right_it_is_refused(String method, String path, @Nullable String body, int without, int with) {
        Answer answer = ask(core.process("nobody"), method, path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(without);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("endpoints")
    void with_the_right_it_is_done(String method, String path, @Nullable String body, int without, int with) {
        Answer answer = ask(core.process("helpdesk"), method, path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(with);
    }

    @Test
    void no_endpoint_is_left_out_of_this_test() {
        List<String> tested =
                endpoints().map(each -> each.get()[0] + " " + each.get()[1]).toList();
        core.bean(RequestMappingHandlerMapping.class).getHandlerMethods().forEach((mapping, handler) -> {
            if (!handler.getBeanType().getPackageName().startsWith("dev.plinth.core.identity")
                    || handler.getBeanType().getPackageName().endsWith(".page")) {
                return;
            }
            for (RequestMethod method : mapping.getMethodsCondition().getMethods()) {
                for (String path : mapping.getPatternValues()) {
                    String endpoint = method + " " + path.replaceAll("\\{[^}]+}", "[^/]+");
                    assertThat(tested).as(endpoint).anyMatch(each -> each.matches(endpoint));
                }
            }
        });
    }

    @Test
    void who_may_write_users_does_not_become_an_administrator_by_it() {
        Caller helpdesk = core.process("helpdesk");
        Answer link = helpdesk.post("/api/v1/users/ada/sign-in-link", "application/json", "");
        assertThat(link.status()).isEqualTo(403);
        assertThat(link.body().at("/detail").asString())
                .isEqualTo("process:helpdesk would act as user:ada, and has not all of their rights:"
                        + " RoleBinding/admins gives user:ada the role admin (rule 1)");
        assertThat(ask(helpdesk, "PATCH", "/api/v1/users/bob", "{\"groups\": [\"admins\"]}")
                        .status())
                .isEqualTo(403);
        assertThat(ask(helpdesk, "PATCH", "/api/v1/users/ada", "{\"disabled\": true}")
                        .status())
                .isEqualTo(403);
        assertThat(ask(helpdesk, "POST", "/api/v1/users/mallory", "{\"groups\": [\"admins\"]}")
                        .status())
                .isEqualTo(403);
        assertThat(ask(helpdesk, "DELETE", "/api/v1/users/ada", null).status()).isEqualTo(403);
        assertThat(helpdesk.post("/api/v1/apps/powerful/secrets", "application/json", "")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void who_may_write_an_app_makes_a_key_for_its_telemetry_which_is_no_secret_of_it() {
        Caller helpdesk = core.process("helpdesk");
        Answer made = helpdesk.post("/api/v1/apps/powerful/secrets?purpose=ingest", "application/json", "");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.body().at("/secret").asString()).startsWith("plinth_ingest_");
        assertThat(made.body().at("/purpose").asString()).isEqualTo("ingest");
        assertThat(core.anonymous()
                        .post("/api/v1/apps/powerful/secrets?purpose=ingest", "application/json", "")
                        .status())
                .isEqualTo(401);
        assertThat(core.process("stranger")
                        .post("/api/v1/apps/powerful/secrets?purpose=ingest", "application/json", "")
                        .status())
                .isEqualTo(403);
        Answer listed = core.admin().get("/api/v1/apps/powerful/secrets");
        assertThat(listed.body().at("/items/0/purpose").asString()).isEqualTo("ingest");
        assertThat(listed.text()).doesNotContain(made.body().at("/secret").asString());
    }

    @Test
    void bad_input_is_named() {
        Caller admin = core.admin();
        Answer name = admin.post("/api/v1/users/No%20Name", "application/json", "{}");
        assertThat(name.status()).isEqualTo(400);
        assertThat(name.body().at("/violations/0/field").asString()).isEqualTo("username");
        Answer email = ask(admin, "PATCH", "/api/v1/users/bob", "{\"email\": \"nowhere\"}");
        assertThat(email.status()).isEqualTo(400);
        assertThat(email.text()).contains("email").contains("nowhere");
        assertThat(ask(admin, "POST", "/api/v1/users/bob", "{}").code()).isEqualTo("identity.user-exists");
        assertThat(ask(admin, "GET", "/api/v1/users/unknown", null).status()).isEqualTo(404);
        assertThat(ask(admin, "PATCH", "/api/v1/users/bob", "{\"role\": \"x\"}").status())
                .as("an unknown field")
                .isEqualTo(400);
        assertThat(ask(admin, "GET", "/api/v1/users?limit=0", null).status()).isEqualTo(400);
        assertThat(admin.post("/api/v1/apps/unknown/secrets", "application/json", "")
                        .status())
                .isEqualTo(404);
        Answer purpose = admin.post("/api/v1/apps/shop/secrets?purpose=all", "application/json", "");
        assertThat(purpose.status()).isEqualTo(400);
        assertThat(purpose.body().at("/violations/0/field").asString()).isEqualTo("purpose");
        assertThat(purpose.body().at("/violations/0/expected").asString()).isEqualTo("token or ingest");
        for (String uri : List.of(
                "http://evil.example/cb", "https://a.example/#x", "/relative", "javascript:alert", "https://*")) {
            Answer app = admin.apply("kind: App\nname: bad\nspec: {redirectUris: [\"%s\"]}\n".formatted(uri));
            assertThat(app.status()).as(uri).isEqualTo(422);
            assertThat(app.body().at("/violations/0/field").asString()).isEqualTo("spec.redirectUris[0]");
            assertThat(app.body().at("/violations/0/expected").asString()).contains("absolute URI");
        }
        Answer grant = admin.apply("kind: App\nname: bad\nspec: {grantTypes: [implicit]}\n");
        assertThat(grant.status()).isEqualTo(422);
        assertThat(grant.text()).contains("client_credentials");
    }

    @Test
    void users_are_found_by_a_part_of_their_name_page_by_page() {
        for (int i = 0; i < 5; i++) {
            core.admin().post("/api/v1/users/many-" + i, "application/json", "{\"displayName\": \"One of 100%\"}");
        }
        Answer first = core.admin().get("/api/v1/users?query=many-&limit=3");
        assertThat(first.body().at("/items").findValuesAsString("username"))
                .containsExactly("many-0", "many-1", "many-2");
        Answer second = core.admin()
                .get("/api/v1/users?query=many-&limit=3&cursor="
                        + first.body().at("/nextCursor").asString());
        assertThat(second.body().at("/items").findValuesAsString("username")).containsExactly("many-3", "many-4");
        assertThat(core.admin()
                        .get("/api/v1/users?query=100%25")
                        .body()
                        .at("/items")
                        .size())
                .isEqualTo(5);
        assertThat(core.admin()
                        .get("/api/v1/users?query=1%250")
                        .body()
                        .at("/items")
                        .size())
                .as("no wildcard")
                .isZero();
    }
}
