// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.TestTelemetry;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.telemetry.metric.duty.Duties;
import dev.plinth.core.telemetry.metric.duty.Duty;
import dev.plinth.core.telemetry.metric.duty.PostgresDuty;
import dev.plinth.core.telemetry.metric.token.TokenSource;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.engines.testing.TestingPostgres;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Targets as they are decided, by the API, and whose duty it is to ask them. */
class ScrapeTargetIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

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
        Answer applied = core.admin().apply(documents);
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        core.bean(LedgerPosition.class)
                .await(Long.parseLong(applied.header("Plinth-Position")), Duration.ofSeconds(10));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {}                                             | spec.targets           | addresses here, or the name of a service in service
            {targets: ["a:1"], service: orders}            | spec.service           | nothing, as targets are listed
            {targets: []}                                  | spec.targets           | 1 to 1000 long
            {targets: ["a:1", "host"]}                     | spec.targets[1]        | a host and a port, as node1:9100 or [::1]:9100
            {targets: ["http://a:1"]}                      | spec.targets[0]        | a host and a port, as node1:9100 or [::1]:9100
            {targets: ["a_b:1"]}                           | spec.targets[0]        | a host and a port, as node1:9100 or [::1]:9100
            {targets: ["::1:9100"]}                        | spec.targets[0]        | a host and a port, as node1:9100 or [::1]:9100
            {targets: ["a:0"]}                             | spec.targets[0]        | a host and a port, as node1:9100 or [::1]:9100
            {targets: ["a:70000"]}                         | spec.targets[0]        | a port of at most 65535
            {targets: ["a:1", "b:1", "a:1"]}               | spec.targets[2]        | each address once
            {service: Orders}                              | spec.service           | 1 to 63 of a-z, 0-9 and '-'
            {service: orders, intervalSeconds: 0}          | spec.intervalSeconds   | at least 1
            {service: orders, intervalSeconds: 5, timeoutSeconds: 6} | spec.timeoutSeconds | at most intervalSeconds, which is 5
            {service: orders, timeoutSeconds: 16}          | spec.timeoutSeconds    | at most intervalSeconds, which is 15
            {service: orders, path: metrics}               | spec.path              | a path that begins with /, without spaces and #
            {service: orders, path: "/%zz"}                | spec.path              | a path as in a URI, with what is special as %xx
            {service: orders, scheme: ftp}                 | spec.scheme            | http or https
            {service: orders, labels: {"a-b": x}}          | spec.labels            | names of letters, digits and '_', not beginning with a digit or '__', and none of instance, env
            {service: orders, labels: {env: prod}}         | spec.labels            | names of letters, digits and '_', not beginning with a digit or '__', and none of instance, env
            {service: orders, sampleLimit: 0}              | spec.sampleLimit       | at least 1
            {service: orders, bodySizeLimitKilobytes: 0}   | spec.bodySizeLimitKilobytes | at least 1
            {service: orders, bearerToken: hush}           | spec.bearerToken       | a secretRef instead of the value itself
            {service: orders, intervalSecond: 15}          | spec.intervalSecond    | intervalSeconds (did you mean it?)
            """)
    void a_bad_target_is_refused_with_its_field(String spec, String field, String expected) {
        Answer answer = core.admin().apply("kind: ScrapeTarget\nenv: dev\nname: bad\nspec: " + spec + "\n");
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.text()).doesNotContain("hush");
        assertThat(answer.body().at("/violations").valueStream())
                .as(answer.text())
                .anySatisfy(violation -> {
                    assertThat(violation.path("field").asString("")).isEqualTo(field);
                    assertThat(violation.path("expected").asString("")).isEqualTo(expected);
                });
    }

    @Test
    void a_secret_that_is_not_there_cannot_be_referred_to() {
        Answer answer = core.admin().apply("""
                kind: ScrapeTarget
                env: dev
                name: bad
                spec: {service: orders, bearerTokenSecretRef: nothing}
                """);
        assertThat(answer.status()).as(answer.text()).isGreaterThanOrEqualTo(400);
        assertThat(answer.text()).contains("Secret/nothing in dev");
    }

    @Test
    void nobody_has_a_secret_sent_that_he_may_not_reveal() {
        apply("""
                kind: Secret
                env: dev
                name: guarded
                spec: {value: hush}
                ---
                kind: Role
                name: scraper
                spec:
                  rules:
                    - {verbs: [read, write], kinds: [ScrapeTarget]}
                ---
                kind: RoleBinding
                name: scraper
                spec: {role: scraper, subjects: ["process:scraper"]}
                """);
        String open = """
                kind: ScrapeTarget
                env: dev
                name: mine
                spec: {targets: ["evil:1"]}
                """;
        String sly = """
                kind: ScrapeTarget
                env: dev
                name: mine
                spec: {targets: ["evil:1"], bearerTokenSecretRef: guarded}
                """;
        Answer allowed = core.process("scraper").apply(open);
        assertThat(allowed.status()).as(allowed.text()).isEqualTo(200);
        Answer refused = core.process("scraper").apply(sly);
        assertThat(refused.status()).as(refused.text()).isEqualTo(403);
        assertThat(refused.text()).contains("would send Secret/guarded in dev, which process:scraper may not reveal");
        apply(sly);
        apply(open);
    }

    @Test
    void what_is_decided_is_asked_by_the_one_core_whose_duty_it_is() throws InterruptedException {
        try (TestingTarget server = new TestingTarget()) {
            server.answers("a{x=\"1\"} 1\n");
            apply("""
                    kind: Secret
                    env: dev
                    name: token
                    spec: {value: s3cret}
                    ---
                    kind: ScrapeTarget
                    env: dev
                    name: real
                    spec: {targets: ["%s"], intervalSeconds: 1, bearerTokenSecretRef: token, labels: {team: core}}
                    """.formatted(server.address()));
            TestingSink first = new TestingSink();
            TestingSink second = new TestingSink();
            try (PostgresDuty duty = duty();
                    PostgresDuty waiting = duty();
                    Scrapers scrapers = scrapers(first, duty);
                    Scrapers others = scrapers(second, waiting)) {
                scrapers.reconcile();
                duty.renew();
                others.reconcile();
                waiting.renew();
                scrapers.reconcile();
                others.reconcile();
                String series = "{__name__=\"a\", env=\"dev\", instance=\"%s\", job=\"real\", team=\"core\", x=\"1\"}"
                        .formatted(server.address());
                await().atMost(LIMIT)
                        .until(() -> first.batches().stream()
                                .anyMatch(batch -> "1.0".equals(batch.values().get(series))));
                assertThat(server.requests.getFirst()).containsEntry("Authorization", List.of("Bearer s3cret"));
                assertThat(second.batches()).isEmpty();

                duty.close();
                scrapers.reconcile();
                waiting.renew();
                others.reconcile();
                await().atMost(LIMIT).until(() -> !second.batches().isEmpty());
                assertThat(first.batches())
                        .noneSatisfy(batch -> assertThat(batch.values()).containsEntry(series, "stale"));
                apply("""
                        kind: Secret
                        env: dev
                        name: token
                        spec: {value: changed}
                        """);
                await().atMost(LIMIT)
                        .until(() -> List.of("Bearer changed")
                                .equals(server.requests.getLast().get("Authorization")));
            }
        }
    }

    private static PostgresDuty duty() {
        return new PostgresDuty(core.bean(JdbcTemplate.class), Duration.ofMinutes(1));
    }

    private static Scrapers scrapers(TestingSink sink, Duty duty) {
        return new Scrapers(
                core.bean(TargetDiscovery.class)::targets, core.bean(TokenSource.class), sink, duty, Clock.systemUTC());
    }

    @Test
    void a_duty_passes_on_when_its_holder_is_silent_and_at_once_when_he_goes() {
        JdbcTemplate jdbc = core.bean(JdbcTemplate.class);
        PostgresDuty silent = new PostgresDuty(jdbc, Duration.ofSeconds(2));
        PostgresDuty heir = new PostgresDuty(jdbc, Duration.ofSeconds(2));
        String key = "passes-on";
        assertThat(silent.isMine(key)).isFalse();
        assertThat(heir.isMine(key)).isFalse();
        silent.renew();
        heir.renew();
        assertThat(silent.isMine(key)).isTrue();
        assertThat(heir.isMine(key)).isFalse();
        await().atMost(LIMIT).until(() -> {
            // whatever the moment, never both
            heir.renew();
            return heir.isMine(key) && !silent.isMine(key);
        });
        silent.renew();
        assertThat(silent.isMine(key)).isFalse();
        assertThat(jdbc.queryForObject("select epoch from telemetry.duty where name = ?", Long.class, key))
                .isEqualTo(2L);
        heir.close();
        silent.renew();
        assertThat(silent.isMine(key)).isTrue();
        assertThat(heir.isMine(key)).isFalse();
        silent.close();
    }

    @Test
    void a_duty_is_kept_by_itself_until_it_is_closed() {
        JdbcTemplate jdbc = core.bean(JdbcTemplate.class);
        String key = "kept";
        try (PostgresDuty keeper = new PostgresDuty(jdbc, Duration.ofSeconds(1));
                PostgresDuty rival = new PostgresDuty(jdbc, Duration.ofSeconds(1))) {
            keeper.start();
            await().atMost(LIMIT).until(() -> keeper.isMine(key));
            rival.start();
            await().during(Duration.ofSeconds(3)).atMost(LIMIT).until(() -> keeper.isMine(key) && !rival.isMine(key));
            keeper.close();
            await().atMost(LIMIT).until(() -> rival.isMine(key));
        }
    }

    @Test
    void a_core_without_a_store_for_metrics_asks_nobody_but_shows_what_there_is() {
        Scraping scraping = core.bean(Scraping.class);
        assertThat(core.bean(Duties.class).isRunning()).isFalse();
        assertThat(scraping.isHere()).isFalse();
        apply("kind: ScrapeTarget\nenv: dev\nname: shown\nspec: {targets: [\"shown:1\"]}\n");
        assertThat(scraping.targets())
                .filteredOn(view -> view.scrapePool().equals("shown"))
                .singleElement()
                .extracting(TargetView::health)
                .isEqualTo(TargetState.UNKNOWN);
    }
}
