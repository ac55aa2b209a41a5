// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.client.LiveLogLevels.Entry;
import dev.plinth.client.LiveLogLevels.Level;
import dev.plinth.client.PlinthClient;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Levels that are decided for a while: what can be, who sees them, and that the app of their name hears of them. */
class LogLevelIT {
    private static TestCore core;
    private static String secret;

    @BeforeAll
    static void start() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        core = TestCore.start(PlinthCore.class);
        Answer applied = core.admin().apply("kind: App\nname: orders\nspec: {}\n");
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        secret = core.admin()
                .post(
                        "/api/v1/apps/orders/secrets?position=" + applied.header("Plinth-Position"),
                        "application/json",
                        "")
                .body()
                .at("/secret")
                .asString();
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    private static Answer apply(String app, String levels) {
        return core.admin().apply("kind: LogLevel\nenv: dev\nname: %s\nspec: {levels: [%s]}\n".formatted(app, levels));
    }

    private static PlinthClient client() {
        return PlinthClient.start(new PlinthClient.Settings(
                URI.create("http://127.0.0.1:" + core.port()), "orders", () -> secret, "dev", null));
    }

    private static List<Entry> entries(PlinthClient client) {
        return client.logLevels().state().entries();
    }

    @Test
    void the_app_hears_of_its_own_and_of_no_other() {
        assertThat(apply("payments", "{logger: ROOT, level: trace, until: 2026-07-01T12:00:00Z}")
                        .status())
                .isEqualTo(200);
        try (PlinthClient client = client()) {
            assertThat(client.awaitState(Duration.ofSeconds(30)))
                    .as(client.problem())
                    .isTrue();
            assertThat(entries(client)).isEmpty();
            Answer applied = apply(
                    "orders",
                    "{logger: dev.shop.Till, level: debug, until: 2026-07-01T12:00:00Z},"
                            + "{logger: ROOT, level: off, until: '2099-07-01T14:00:00.5+02:00'}");
            assertThat(applied.status()).as(applied.text()).isEqualTo(200);
            await().untilAsserted(() -> assertThat(entries(client))
                    .containsExactly(
                            new Entry("dev.shop.Till", Level.DEBUG, Instant.parse("2026-07-01T12:00:00Z")),
                            new Entry("ROOT", Level.OFF, Instant.parse("2099-07-01T12:00:00.5Z"))));
            assertThat(client.logLevels().state().revision())
                    .isEqualTo(core.admin()
                            .get("/api/v1/resources/LogLevel/orders?env=dev")
                            .body()
                            .at("/revision")
                            .asLong());
            String token = client.tokens().get();
            assertThat(core.withToken(token)
                            .get("/api/v1/resources/LogLevel/orders?env=dev")
                            .status())
                    .isEqualTo(200);
            assertThat(core.withToken(token)
                            .get("/api/v1/resources/LogLevel/payments?env=dev")
                            .status())
                    .isEqualTo(403);
            assertThat(core.withToken(token)
                            .delete("/api/v1/resources/LogLevel/orders?env=dev")
                            .status())
                    .isEqualTo(403);
            assertThat(core.admin()
                            .delete("/api/v1/resources/LogLevel/orders?env=dev")
                            .status())
                    .isLessThan(300);
            await().until(() -> entries(client).isEmpty());
        }
    }

    /** As in an installation whose role app somebody has changed before there were levels; and what one says that has no levels at all. */
    @Test
    void an_app_that_may_not_see_them_sees_all_else() {
        String others = """
                kind: Role
                name: app
                spec:
                  rules:
                    - {verbs: [read], kinds: [Config%s], names: ["{self}"]}
                    - {verbs: [read], kinds: [Instance]}
                    - {verbs: [write, delete], kinds: [Instance], names: ["{self}.*"]}
                    - {verbs: [reveal], kinds: [Connections], names: ["{self}"]}
                """;
        Answer changed = core.admin().apply(others.formatted(""));
        assertThat(changed.status()).as(changed.text()).isEqualTo(200);
        try (PlinthClient client = client()) {
            assertThat(core.withToken(client.tokens().get())
                            .get("/api/v1/watch?kind=Config&kind=NoSuchKind&env=dev")
                            .status())
                    .isEqualTo(404);
            assertThat(core.withToken(client.tokens().get())
                            .get("/api/v1/watch?kind=Config&kind=LogLevel&env=dev")
                            .status())
                    .isEqualTo(403);
            assertThat(client.awaitState(Duration.ofSeconds(30)))
                    .as(client.problem())
                    .isTrue();
            core.admin().apply("kind: Config\nenv: dev\nname: orders\nspec: {content: 'shop.color: red'}\n");
            await().until(() -> client.configuration().state().properties().equals(Map.of("shop.color", "red")));
        } finally {
            assertThat(core.admin().apply(others.formatted(", LogLevel")).status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{logger: a, level: debug}                                    | spec.levels[0].until  | a value",
                "{logger: a, level: debug, until: noon}                       | spec.levels[0].until  | a time, as 2026-01-31T12:00:00Z",
                "{logger: a, level: debug, until: 1790000000}                 | spec.levels[0].until  | a time, as 2026-01-31T12:00:00Z",
                "{logger: a, level: debug, until: '1790000000'}               | spec.levels[0].until  | a time, as 2026-01-31T12:00:00Z",
                "{logger: a, level: debug, until: 2026-07-01}                 | spec.levels[0].until  | a time, as 2026-01-31T12:00:00Z",
                "{logger: a, level: loud, until: 2026-07-01T12:00:00Z}        | spec.levels[0].level  | one of trace, debug, info, warn, error, off",
                "{logger: a b, level: debug, until: 2026-07-01T12:00:00Z}     | spec.levels[0].logger | ROOT, or the name of a logger, a package or a class, without spaces",
                "{logger: root, level: debug, until: 2026-07-01T12:00:00Z}    | spec.levels[0].logger | ROOT, or the name of a logger, a package or a class, without spaces",
                "''                                                           | spec.levels           | 1 to 50 long",
            })
    void what_cannot_be_is_refused(String levels, String field, String expected) {
        Answer answer = apply("orders", levels);
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.body().at("/violations")).singleElement().satisfies(each -> {
            assertThat(each.path("field").asString()).isEqualTo(field);
            assertThat(each.path("expected").asString()).isEqualTo(expected);
        });
    }

    @Test
    void a_logger_has_one_level() {
        Answer answer = apply(
                "orders",
                "{logger: dev.shop.Till, level: debug, until: 2026-07-01T12:00:00Z},"
                        + "{logger: ROOT, level: debug, until: 2026-07-01T12:00:00Z},"
                        + "{logger: dev.shop.Till, level: trace, until: 2026-07-01T12:00:00Z}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().at("/violations"))
                .singleElement()
                .extracting(
                        each -> each.path("field").asString(),
                        each -> each.path("offending").asString(),
                        each -> each.path("expected").asString())
                .containsExactly("spec.levels[2].logger", "dev.shop.Till", "each logger once");
    }

    @Test
    void there_are_limits_and_no_more() {
        assertThat(apply("many", many(50)).status()).isEqualTo(200);
        Answer answer = apply("many", many(51));
        assertThat(answer.status()).isEqualTo(422);
        JsonNode violation = answer.body().at("/violations/0");
        assertThat(violation.path("expected").asString()).isEqualTo("1 to 50 long");
    }

    @Test
    void its_schema_says_what_a_form_needs() {
        JsonNode entry =
                core.admin().get("/api/v1/kinds/LogLevel/schema").body().at("/properties/levels/items");
        assertThat(entry.at("/properties/until/format").asString())
                .as(entry.toString())
                .isEqualTo("date-time");
        assertThat(entry.at("/properties/level/pattern").asString()).isEqualTo("trace|debug|info|warn|error|off");
        assertThat(entry.at("/required").valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrder("logger", "level", "until");
    }

    private static String many(int count) {
        return IntStream.range(0, count)
                .mapToObj("{logger: dev.shop.C%d, level: debug, until: 2026-07-01T12:00:00Z}"::formatted)
                .collect(Collectors.joining(","));
    }
}
