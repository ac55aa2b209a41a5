// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.client.PlinthClient;
import dev.plinth.client.PlinthException;
import dev.plinth.client.Registration;
import dev.plinth.client.ServiceInstance;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an app can do that somebody has just made, with no binding for it: all that a service needs, and nothing else. */
class AppIT {
    private static TestCore core;
    private static String secret;
    private static String token;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        core = TestCore.start(PlinthCore.class);
        Answer applied = core.admin()
                .apply("kind: App\nname: orders\nspec: {}\n---\n" + config("orders", "red") + "---\n"
                        + config("payments", "secret"));
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        Answer made = core.admin()
                .post(
                        "/api/v1/apps/orders/secrets?position=" + applied.header("Plinth-Position"),
                        "application/json",
                        "");
        secret = made.body().at("/secret").asString();
        try (PlinthClient client = client(secret, null)) {
            token = client.tokens().get();
        }
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    private static String config(String app, String color) {
        return "kind: Config\nenv: dev\nname: %s\nspec: {content: 'shop.color: %s'}\n".formatted(app, color);
    }

    private static PlinthClient client(String secret, @org.jspecify.annotations.Nullable Path directory) {
        return PlinthClient.start(new PlinthClient.Settings(
                URI.create("http://127.0.0.1:" + core.port()), "orders", () -> secret, "dev", directory));
    }

    private static Map<String, String> settings(PlinthClient client) {
        return client.configuration().state().properties();
    }

    @Test
    void it_follows_its_settings() {
        try (PlinthClient client = client(secret, directory)) {
            assertThat(client.awaitState(Duration.ofSeconds(10)))
                    .as(client.problem())
                    .isTrue();
            assertThat(settings(client)).containsExactly(Map.entry("shop.color", "red"));
            core.admin().apply(config("payments", "other"));
            core.admin().apply(config("orders", "blue"));
            await().until(() -> settings(client).equals(Map.of("shop.color", "blue")));
            core.admin().apply(config("orders", "red"));
            await().until(() -> settings(client).equals(Map.of("shop.color", "red")));
        }
    }

    @Test
    void it_registers_drains_and_goes_and_others_see_it() {
        try (PlinthClient client = client(secret, directory)) {
            Registration registration = client.register("127.0.0.1", 8081, "1.2.3");
            await().until(() -> client.discovery().instances("orders").size() == 1);
            assertThat(client.discovery().next("orders"))
                    .isEqualTo(new ServiceInstance("orders.127-0-0-1-8081", "orders", "127.0.0.1", 8081, "1.2.3"));
            assertThat(registration.isTold()).isTrue();
            registration.drain();
            await().until(() -> client.discovery().instances("orders").isEmpty());
            assertThat(core.admin()
                            .get("/api/v1/live/Instance?env=dev")
                            .body()
                            .at("/items/0/state")
                            .asString())
                    .isEqualTo("draining");
            registration.resume();
            await().until(() -> client.discovery().instances("orders").size() == 1);
            registration.close();
            await().until(() -> client.discovery().instances("orders").isEmpty());
        }
    }

    @Test
    void a_wrong_secret_is_refused() {
        try (PlinthClient client = client(secret + "x", directory)) {
            Assertions.assertThatThrownBy(() -> client.awaitState(Duration.ofSeconds(10)))
                    .isInstanceOf(PlinthException.Refused.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/config/orders?env=dev,                      200",
        "/api/v1/config/payments?env=dev,                    403",
        "/api/v1/resources/Config/payments?env=dev,          403",
        "/api/v1/live/Instance?env=dev,                      200",
        "/api/v1/resources/Route?env=dev,                    403",
        "/api/v1/resources/Secret?env=dev,                   403",
        "/api/v1/apps/orders/secrets,                        403",
        "/api/v1/watch?kind=Role,                            403",
    })
    void it_reads_its_own_and_where_others_are(String path, int status) {
        Answer answer = core.withToken(token).get(path);
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(core.anonymous().get(path).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "orders.a,    orders,    200, ''",
        "orders.b,    payments,  400, payments.*",
        "payments.a,  payments,  403, ''",
        "payments.a,  orders,    403, ''",
        "orders-eu.a, orders-eu, 403, ''",
        "orders,      orders,    403, ''",
    })
    void it_registers_as_itself_only(String name, String service, int status, String expected) {
        String body = "{\"spec\": {\"service\": \"%s\", \"host\": \"127.0.0.1\", \"port\": 8081}}".formatted(service);
        String path = "/api/v1/live/Instance/" + name + "?env=dev";
        Caller orders = core.withToken(token);
        Answer answer = orders.put(path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.body().at("/violations/0/expected").asString("")).startsWith(expected);
        assertThat(core.anonymous().put(path, body).status()).isEqualTo(401);
        orders.delete(path);
    }

    @Test
    void it_writes_nothing_and_every_answer_says_why() {
        Caller orders = core.withToken(token);
        assertThat(orders.apply(config("orders", "green")).status()).isEqualTo(403);
        assertThat(orders.get("/api/v1/access/explain?verb=write&kind=Instance&env=dev&name=orders.a")
                        .body()
                        .at("/reason")
                        .asString())
                .isEqualTo("RoleBinding/apps gives app:orders the role app (rule 3),"
                        + " which allows write on Instance/orders.a in dev");
        assertThat(orders.get("/api/v1/access/explain?verb=read&kind=Config&env=dev&name=payments")
                        .body()
                        .at("/reason")
                        .asString())
                .isEqualTo("no rule of the roles of app:orders (app) allows read on Config/payments in dev");
    }

    @Test
    void a_watch_of_settings_tells_of_its_own_only() {
        try (TestCore.Watching watching = core.withToken(token).watch("?kind=Config", Map.of())) {
            assertThat(watching.nextNews().data().at("/name").asString()).isEqualTo("orders");
            assertThat(watching.nextNews().name()).isEqualTo("synced");
        }
    }
}
