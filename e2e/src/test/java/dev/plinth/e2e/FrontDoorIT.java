// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Identity and the gateway from outside: one port, one sign-in, and both go on when processes are killed. */
class FrontDoorIT {
    private static Plinth plinth;
    private static HttpServer service;
    private static Visitor admin;

    @BeforeAll
    static void start() throws Exception {
        plinth = SharedPlinth.get().plinth();
        admin = SharedPlinth.get().admin();
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        service.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        service.createContext("/", request -> {
            String authorization = String.valueOf(request.getRequestHeaders().getFirst("Authorization"));
            byte[] body = (request.getRequestURI() + "\n" + authorization + "\n"
                            + request.getRequestHeaders().getFirst("Cookie"))
                    .getBytes(StandardCharsets.UTF_8);
            request.sendResponseHeaders(200, body.length);
            try (OutputStream out = request.getResponseBody()) {
                out.write(body);
            }
        });
        service.start();
        routes();
    }

    @AfterAll
    static void stop() {
        service.stop(0);
    }

    private static void routes() throws Exception {
        String url = "http://127.0.0.1:" + service.getAddress().getPort();
        HttpResponse<String> applied = plinth.apply("""
                [{"kind": "Route", "env": "dev", "name": "open", "spec": {"paths": ["/open"], "url": "%1$s", "access": "none"}},
                 {"kind": "Route", "env": "dev", "name": "people", "spec": {"paths": ["/people"], "url": "%1$s", "access": "session"}},
                 {"kind": "Route", "env": "dev", "name": "apps", "spec": {"paths": ["/apps"], "url": "%1$s", "audience": "caller"}},
                 {"kind": "Route", "env": "prod", "name": "open", "spec": {"paths": ["/prod"], "url": "%1$s", "access": "none"}},
                 {"kind": "App", "name": "caller", "spec": {}}]""".formatted(url), "routes");
        assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
        Visitor anybody = new Visitor(plinth.publicUrl());
        await().until(() -> anybody.get("/open").statusCode() == 200);
    }

    private static JsonNode claims(HttpResponse<String> answer) {
        String token = answer.body().lines().skip(1).findFirst().orElseThrow().replace("Bearer ", "");
        return Plinth.JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
    }

    @Test
    void one_sign_in_opens_every_app_and_each_gets_a_token_of_its_own() throws Exception {
        HttpResponse<String> answer = admin.visit("/people/list?x=1");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).startsWith("/people/list?x=1\n");
        JsonNode claims = claims(answer);
        assertThat(claims.at("/aud").asString()).isEqualTo("people");
        assertThat(claims.at("/principal").asString()).isEqualTo("user:admin");
        assertThat(claims.at("/preferred_username").asString()).isEqualTo("admin");
        assertThat(claims.at("/exp").asLong() - claims.at("/iat").asLong()).isEqualTo(300);
        assertThat(answer.body()).as("its cookies stay with the gateway").endsWith("null");
    }

    @Test
    void the_api_takes_the_session_but_not_from_another_site() throws Exception {
        admin.visit("/people");
        assertThat(admin.get("/api/v1/whoami").body())
                .contains("\"user:admin\"")
                .contains("admins");
        HttpResponse<String> here = admin.send(admin.request("/api/v1/resources/Environment/there")
                .header("Content-Type", "application/json")
                .header("Sec-Fetch-Site", "same-origin")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"spec\": {}}")));
        assertThat(here.statusCode()).as(here.body()).isEqualTo(200);
        assertThat(plinth.get("/api/v1/changes?author=user:admin")
                        .at("/items/0/name")
                        .asString())
                .isEqualTo("there");
        HttpResponse<String> elsewhere = admin.send(admin.request("/api/v1/resources/Environment/there")
                .header("Sec-Fetch-Site", "cross-site")
                .DELETE());
        assertThat(elsewhere.statusCode()).isEqualTo(403);
        assertThat(elsewhere.body()).contains("gateway.cross-site");
        assertThat(new Visitor(plinth.publicUrl()).get("/api/v1/whoami").statusCode())
                .isEqualTo(401);
    }

    @Test
    void an_app_calls_with_a_token_and_only_its_environments_routes_are_served() throws Exception {
        Plinth.Result made = plinth.run("app", "secret", "caller");
        assertThat(made.code()).as(made.output()).isZero();
        Visitor app = new Visitor(plinth.publicUrl());
        String basic = Base64.getEncoder()
                .encodeToString(("caller:" + made.output().strip()).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> tokens = app.send(app.request("/oauth2/token")
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials")));
        assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
        String token = Plinth.JSON.readTree(tokens.body()).at("/access_token").asString();
        assertThat(app.send(app.request("/apps/x").header("Authorization", "Bearer " + token))
                        .statusCode())
                .isEqualTo(200);
        assertThat(app.send(app.request("/apps/x").header("Authorization", "Bearer " + token + "x"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(app.get("/prod").statusCode()).isEqualTo(404);
    }

    @Test
    void a_user_is_made_and_signed_out_everywhere_from_the_command_line() throws Exception {
        Plinth.Result made = plinth.run("user", "create", "bob", "--name", "Bob B.", "--groups", "viewers");
        assertThat(made.code()).as(made.output()).isZero();
        Visitor bob = new Visitor(plinth.publicUrl());
        String link = made.output()
                .lines()
                .filter(line -> line.contains("http"))
                .findFirst()
                .orElseThrow()
                .strip();
        bob.follow(bob.submit(
                bob.visit(link), Map.of("password", SharedPlinth.PASSWORD, "repeated", SharedPlinth.PASSWORD)));
        assertThat(bob.visit("/people").statusCode()).isEqualTo(200);
        HttpResponse<String> routes = bob.get("/api/v1/resources/Route?env=dev");
        assertThat(routes.statusCode()).as("a viewer: " + routes.body()).isEqualTo(200);
        assertThat(plinth.run("user", "set", "bob", "--disabled", "true").code())
                .isZero();
        await("the gateway has heard").until(() -> bob.get("/people").statusCode() == 302);
        assertThat(bob.visit("/people").body()).as("and single sign-on too").contains("Sign in");
        assertThat(plinth.run("user", "list").output()).contains("bob", "disabled", "viewers");
    }

    @Test
    void routes_sessions_and_tokens_go_on_while_the_core_is_killed_and_the_gateway_too() throws Exception {
        admin.visit("/people");
        long core = plinth.pid("core");
        long gateway = plinth.pid("gateway");
        Plinth.kill(core);
        for (int i = 0; i < 20; i++) {
            assertThat(admin.get("/people/" + i).statusCode())
                    .as("with the core away")
                    .isEqualTo(200);
            assertThat(admin.get("/open").statusCode()).isEqualTo(200);
        }
        Plinth.kill(gateway);
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> admin.get("/people").statusCode() == 200);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> plinth.pid("core") != core && plinth.pid("gateway") != gateway && plinth.allReady());
        assertThat(admin.get("/people/after").statusCode())
                .as("nobody was signed out")
                .isEqualTo(200);
        assertThat(admin.visit("/sign-in/account").body()).contains("Administrator");
    }

    @Test
    void a_device_is_let_in_at_the_public_url() throws Exception {
        HttpResponse<String> asked = admin.send(admin.request("/oauth2/device_authorization")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("client_id=plinth-cli&scope=profile plinth")));
        String code = Plinth.JSON.readTree(asked.body()).at("/user_code").asString();
        HttpResponse<String> consent = admin.get("/oauth2/device_verification?user_code=" + code);
        assertThat(consent.headers().firstValue("Location").orElse(""))
                .matches("(" + plinth.publicUrl() + ")?/sign-in/consent.*");
        assertThat(admin.follow(consent).body()).contains("The plinth command line");
    }

    @Test
    void a_gateway_says_how_far_it_has_come() throws Exception {
        HttpResponse<String> applied = plinth.apply(
                "{\"kind\": \"Route\", \"env\": \"dev\", \"name\": \"later\", \"spec\": {\"paths\": [\"/later\"], \"service\": \"none\"}}",
                "later");
        long position = Plinth.JSON.readTree(applied.body()).at("/position").asLong();
        await().until(() ->
                plinth.get("/api/v1/live/Gateway").at("/items/0/spec/applied").asLong() >= position);
        assertThat(new Visitor(plinth.publicUrl()).get("/later").statusCode()).isEqualTo(401);
    }

    @Test
    void no_secret_is_in_an_argument_or_a_log() throws Exception {
        String credential = Files.readString(plinth.data().resolve("secrets/credentials/gateway.token"))
                .strip();
        for (String process : List.of("gateway", "core")) {
            String log = Files.readString(plinth.data().resolve("logs/" + process + ".log"));
            assertThat(log)
                    .doesNotContain(credential)
                    .doesNotContain("sign-in/link?token=")
                    .doesNotContain(SharedPlinth.PASSWORD);
            byte[] arguments = Files.readAllBytes(Path.of("/proc/" + plinth.pid(process) + "/cmdline"));
            assertThat(new String(arguments, StandardCharsets.UTF_8)).doesNotContain(credential);
        }
        assertThat(Files.readString(plinth.data().resolve("run/up.log"))).doesNotContain("link?token=");
    }
}
