// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.TestTelemetry;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.telemetry.metric.LonelyCore;
import dev.plinth.core.telemetry.metric.duty.Duties;
import dev.plinth.core.telemetry.metric.scrape.TestingSink;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.testing.TestingPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Probes as they are decided, done and shown, by the API of cores as they are, with a store for metrics; their other engines are away. */
class ProbeIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static EngineConnection database;
    private static Path directory;
    private static TestCore core;

    /** No component, so that no other core has that store. */
    @Import(TestTelemetry.class)
    static class WithSink {
        @Bean
        @Primary
        TestingSink metricSink() {
            return new TestingSink();
        }
    }

    @BeforeAll
    static void start() {
        database = TestingPostgres.freshDatabase();
        directory = TestCore.temporary();
        core = core();
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    private static TestCore core() {
        return LonelyCore.start(WithSink.class, database, directory);
    }

    private static void apply(String documents) {
        Answer applied = core.admin().apply(documents);
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        core.bean(LedgerPosition.class)
                .await(Long.parseLong(applied.header("Plinth-Position")), Duration.ofSeconds(10));
    }

    /** Two bindings, as rights are given by name and environment. */
    private static Caller somebody(String name, String rules) {
        apply("""
                kind: Role
                name: %1$s
                spec: {rules: %2$s}
                ---
                kind: RoleBinding
                name: %1$s
                spec: {role: %1$s, subjects: ["process:%1$s"]}
                """.formatted(name, rules));
        return core.process(name);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            {}                                                          ~ spec                  ~ exactly one of http, tcp, dns
            {http: {url: "http://a/"}, tcp: {address: "a:1"}}           ~ spec                  ~ exactly one of http, tcp, dns
            {http: {}}                                                  ~ spec.http.url         ~ a value
            {http: {url: "shop.example.com"}}                           ~ spec.http.url         ~ a URL that begins with http:// or https://
            {http: {url: "ftp://a/"}}                                   ~ spec.http.url         ~ a URL that begins with http:// or https://
            {http: {url: "http:///health"}}                             ~ spec.http.url         ~ a URL with a host, as https://shop.example.com/health
            {http: {url: "http://a b/"}}                                ~ spec.http.url         ~ a URL, with what is special as %xx
            {http: {url: "http://ada:hush@a/"}}                         ~ spec.http.url         ~ a URL without user, password and fragment
            {http: {url: "http://a/#b"}}                                ~ spec.http.url         ~ a URL without user, password and fragment
            {http: {url: "http://a:70000/"}}                            ~ spec.http.url         ~ a URL with a port of 1 to 65535
            {http: {url: "http://a/", method: get}}                     ~ spec.http.method      ~ one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS
            {http: {url: "http://a/", body: x}}                         ~ spec.http.body        ~ nothing, as the method is GET
            {http: {url: "http://a/", headers: {authorization: x}}}     ~ spec.http.headers     ~ headers without authorization (a token is given by bearerTokenSecretRef)
            {http: {url: "http://a/", headers: {Host: x}}}              ~ spec.http.headers     ~ headers without Host, which the request sets itself
            {http: {url: "http://a/", headers: {Content-Length: "1"}}}  ~ spec.http.headers     ~ headers without Content-Length, which the request sets itself
            {http: {url: "http://a/", headers: {"a b": x}}}             ~ spec.http.headers     ~ names of headers, of letters, digits and '-'
            {http: {url: "http://a/", headers: {a: "x\\r\\nb: c"}}}     ~ spec.http.headers     ~ values of ASCII without line ends, of at most 4000 characters
            {http: {url: "http://a/", statuses: ["2xx", "600"]}}        ~ spec.http.statuses[1] ~ a status, as 200, or a class of them, as 2xx
            {http: {url: "http://a/", statuses: []}}                    ~ spec.http.statuses    ~ 1 to 50 long
            {http: {url: "http://a/", bodyMatches: "(ok"}}              ~ spec.http.bodyMatches ~ a pattern as java.util.regex has them; this one is wrong at 3: Unclosed group
            {http: {url: "http://a/", bodyMatchesNot: "\\\\p{Nix}"}}    ~ spec.http.bodyMatchesNot ~ a pattern as java.util.regex has them; this one is wrong at 6: Unknown character property name {Nix}
            {http: {url: "http://a/", caCertificate: nonsense}}         ~ spec.http.caCertificate  ~ certificates in PEM; these cannot be read
            {http: {url: "http://a/", bearerToken: hush}}               ~ spec.http.bearerToken ~ a secretRef instead of the value itself
            {http: {url: "http://a/", verify: true}}                    ~ spec.http.verify      ~ one of
            {tcp: {}}                                                   ~ spec.tcp.address      ~ a value
            {tcp: {address: "a"}}                                       ~ spec.tcp.address      ~ a host and a port, as node1:9100 or [::1]:9100
            {tcp: {address: "a:70000"}}                                 ~ spec.tcp.address      ~ a port of at most 65535
            {tcp: {address: "a:1", expect: "["}}                        ~ spec.tcp.expect       ~ a pattern as java.util.regex has them; this one is wrong at 0: Unclosed character class
            {tcp: {address: "a:1", send: "a\\nb"}}                      ~ spec.tcp.send         ~ one line, of at most 1000 characters
            {tcp: {address: "a:1", serverName: b}}                      ~ spec.tcp.serverName   ~ nothing, as tls is off
            {dns: {}}                                                   ~ spec.dns.name         ~ a value
            {dns: {name: "a..b"}}                                       ~ spec.dns.name         ~ a name, as shop.example.com
            {dns: {name: a, type: ANY}}                                 ~ spec.dns.type         ~ one of A, AAAA, CNAME, MX, TXT, NS, SOA, SRV
            {dns: {name: a, server: "10.0.0.2"}}                        ~ spec.dns.server       ~ a host and a port, as node1:9100 or [::1]:9100
            {dns: {name: a, transport: tls}}                            ~ spec.dns.transport    ~ udp or tcp
            {dns: {name: a, answers: [a, "*"]}}                         ~ spec.dns.answers[1]   ~ a pattern as java.util.regex has them; this one is wrong at 0: Dangling meta character '*'
            {tcp: {address: "a:1"}, intervalSeconds: 0}                 ~ spec.intervalSeconds  ~ at least 1
            {tcp: {address: "a:1"}, intervalSeconds: 3601}              ~ spec.intervalSeconds  ~ at most 3600
            {tcp: {address: "a:1"}, intervalSeconds: 5, timeoutSeconds: 6} ~ spec.timeoutSeconds ~ at most intervalSeconds, which is 5
            {tcp: {address: "a:1"}, timeoutSeconds: 61}                 ~ spec.timeoutSeconds   ~ at most intervalSeconds, which is 60
            {tcp: {address: "a:1"}, labels: {job: x}}                   ~ spec.labels           ~ names of letters, digits and '_', not beginning with a digit or '__', and none of job, instance, env, phase, version
            {tcp: {address: "a:1"}, intervalSecond: 5}                  ~ spec.intervalSecond   ~ intervalSeconds (did you mean it?)
            """)
    void a_bad_probe_is_refused_with_its_field(String spec, String field, String expected) {
        Answer answer = core.admin().apply("kind: Probe\nenv: dev\nname: bad\nspec: " + spec + "\n");
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertBlames(answer, field, expected);
        if (!field.contains("url")) {
            assertThat(answer.text()).doesNotContain("hush");
        }
        assertBlames(attempt(core.admin(), "dev", null, spec), field, expected);
    }

    private static void assertBlames(Answer answer, String field, String expected) {
        assertThat(answer.body().at("/violations").valueStream())
                .as(answer.text())
                .anySatisfy(violation -> {
                    assertThat(violation.path("field").asString("")).isEqualTo(field);
                    assertThat(violation.path("expected").asString("")).startsWith(expected);
                });
    }

    private static Answer attempt(Caller caller, String env, @Nullable String name, String spec) {
        Map<String, Object> body = new TreeMap<>();
        body.put("env", env);
        body.put("spec", YAMLMapper.shared().readTree(spec));
        if (name != null) {
            body.put("name", name);
        }
        return caller.post(
                "/api/v1/probes/try", "application/json", JsonMapper.shared().writeValueAsString(body));
    }

    @Test
    void the_examples_of_the_how_to_can_be_applied() throws Exception {
        String page = Files.readString(Path.of("../../docs/how-to/probe-from-outside.md"));
        List<String> examples = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(found -> found.group(1).replace("env: prod", "env: dev"))
                .toList();
        assertThat(examples).hasSize(4).allSatisfy(example -> {
            Answer tried = core.admin().post("/api/v1/apply?dryRun=true", "application/yaml", example);
            assertThat(tried.status()).as(tried.text()).isEqualTo(200);
        });
    }

    @Test
    void a_secret_that_is_not_there_cannot_be_referred_to() {
        Answer answer = core.admin().apply("""
                kind: Probe
                env: dev
                name: bad
                spec: {http: {url: "http://a/", bearerTokenSecretRef: nothing}}
                """);
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.text()).contains("Secret/nothing in dev");
    }

    @Test
    void nobody_has_a_secret_sent_that_he_may_not_reveal() {
        apply("{kind: Secret, env: dev, name: guarded, spec: {value: hush}}\n");
        Caller prober = somebody("prober", "[{verbs: [read, write], kinds: [Probe]}]");
        try (TestingWeb web = new TestingWeb().at("/", 200, "")) {
            String open = "{http: {url: \"%s\"}}".formatted(web.url("/"));
            String sly = "{http: {url: \"%s\", bearerTokenSecretRef: guarded}}".formatted(web.url("/"));
            String document = "{kind: Probe, env: dev, name: mine, spec: %s}\n";
            assertThat(prober.apply(document.formatted(open)).status()).isEqualTo(200);
            for (Answer refused : List.of(prober.apply(document.formatted(sly)), attempt(prober, "dev", "mine", sly))) {
                assertThat(refused.status()).as(refused.text()).isEqualTo(403);
                assertThat(refused.text())
                        .contains("would send Secret/guarded in dev, which process:prober may not reveal");
            }
            assertThat(web.requests)
                    .allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("Authorization"));
            Answer allowed = attempt(core.admin(), "dev", null, sly);
            assertThat(allowed.body().path("success").asBoolean())
                    .as(allowed.text())
                    .isTrue();
            assertThat(allowed.text()).doesNotContain("hush");
            assertThat(web.requests.getLast().headers()).containsEntry("Authorization", List.of("Bearer hush"));
            assertThat(core.admin()
                            .delete("/api/v1/resources/Probe/mine?env=dev")
                            .status())
                    .isLessThan(300);
        }
    }

    @Test
    void a_probe_can_be_tried_and_nothing_of_it_is_kept(@TempDir Path temporary) throws Exception {
        TestingCertificates certificates = new TestingCertificates(temporary);
        try (TestingWeb web = new TestingWeb(certificates.server("good")).at("/", 503, "")) {
            Answer tried = attempt(
                    core.admin(),
                    "dev",
                    "tried",
                    "{http: {url: \"%s\", insecureSkipVerify: true}}".formatted(web.url("/")));
            assertThat(tried.status()).as(tried.text()).isEqualTo(200);
            assertThat(tried.body().path("success").asBoolean(true)).isFalse();
            assertThat(tried.body().path("error").asString()).isEqualTo("HTTP 503 (expected: 2xx)");
            assertThat(tried.body().path("httpStatus").asInt()).isEqualTo(503);
            assertThat(tried.body().path("durationSeconds").asDouble()).isPositive();
            assertThat(Instant.parse(tried.body().path("certificateExpiry").asString()))
                    .isEqualTo(certificates.expiry("good"));
            assertThat(tried.body().path("metrics").valueStream()).anySatisfy(metric -> {
                assertThat(metric.path("name").asString()).isEqualTo("probe_http_duration_seconds");
                assertThat(metric.at("/labels/phase").asString()).isEqualTo("tls");
                assertThat(metric.path("value").asDouble()).isPositive();
            });
            assertThat(core.admin().get("/api/v1/probes").text()).doesNotContain("tried");
            assertThat(core.bean(TestingSink.class).batches())
                    .noneSatisfy(batch -> assertThat(batch.app()).isEqualTo("tried"));
        }
    }

    @Test
    void a_trial_ends_after_ten_seconds_whatever_the_spec_allows() {
        try (TestingLine silent = TestingLine.talking("")) {
            Answer tried = attempt(
                    core.admin(),
                    "dev",
                    null,
                    "{timeoutSeconds: 60, tcp: {address: \"%s\", expect: x}}".formatted(silent.address()));
            assertThat(tried.body().path("error").asString())
                    .isEqualTo("no complete answer within 10s (at the end: expect)");
            assertThat(tried.body().path("durationSeconds").asDouble()).isBetween(9.9, 20.0);
        }
    }

    @Test
    void who_may_not_write_a_probe_may_not_try_it() {
        String spec = "{tcp: {address: \"127.0.0.1:9\"}}";
        assertThat(attempt(core.anonymous(), "dev", null, spec).status()).isEqualTo(401);
        assertThat(attempt(core.process("nobody"), "dev", null, spec).status()).isEqualTo(403);
        Caller reader = somebody("probe-reader", "[{verbs: [read], kinds: [Probe]}]");
        assertThat(attempt(reader, "dev", null, spec).status()).isEqualTo(403);
        Caller writer =
                somebody("probe-writer", "[{verbs: [write], kinds: [Probe], environments: [dev], names: ['shop-*']}]");
        assertThat(attempt(writer, "dev", "shop-front", spec).status()).isEqualTo(200);
        assertThat(attempt(writer, "dev", "till", spec).status()).isEqualTo(403);
        assertThat(attempt(writer, "prod", "shop-front", spec).status()).isEqualTo(403);
        assertThat(attempt(core.admin(), "", null, spec).status()).isEqualTo(400);
        assertThat(attempt(core.admin(), "Not an env", null, spec).status()).isEqualTo(400);
        assertThat(core.admin()
                        .post("/api/v1/probes/try", "application/json", "{\"env\": \"dev\"}")
                        .status())
                .isEqualTo(422);
    }

    private static JsonNode state(TestCore at, String name) {
        return at.admin()
                .get("/api/v1/probes?env=dev")
                .body()
                .path("items")
                .valueStream()
                .filter(item -> item.path("name").asString().equals(name))
                .findFirst()
                .orElse(JsonMapper.shared().createObjectNode());
    }

    private static String state(String name) {
        return state(core, name).path("state").asString("");
    }

    @Test
    void what_is_decided_is_done_shown_and_ends_when_it_is_deleted() {
        try (TestingWeb web = new TestingWeb().at("/well", 200, "").at("/ill", 500, "")) {
            apply("""
                    kind: Probe
                    env: dev
                    name: well
                    spec: {intervalSeconds: 1, labels: {team: shop}, http: {url: "%s"}}
                    ---
                    kind: Probe
                    env: dev
                    name: ill
                    spec: {intervalSeconds: 1, http: {url: "%s"}}
                    """.formatted(web.url("/well"), web.url("/ill")));
            await().atMost(LIMIT)
                    .until(() -> state("well").equals("up") && state("ill").equals("down"));
            JsonNode ill = state(core, "ill");
            assertThat(ill.path("error").asString()).isEqualTo("HTTP 500 (expected: 2xx)");
            assertThat(ill.path("httpStatus").asInt()).isEqualTo(500);
            assertThat(ill.path("by").asString()).isEqualTo("http");
            assertThat(ill.path("instance").asString()).isEqualTo(web.url("/ill"));
            assertThat(ill.path("since").asString()).isNotEmpty();
            assertThat(ill.path("lastTime").asString()).isNotEmpty();
            assertThat(ill.path("durationSeconds").asDouble()).isPositive();
            assertThat(ill.path("certificateExpiry").isNull()).isTrue();

            Caller one = somebody("one-probe", "[{verbs: [read], kinds: [Probe], names: [well]}]");
            assertThat(one.get("/api/v1/probes").body().at("/items").findValuesAsString("name"))
                    .containsExactly("well");
            assertThat(one.get("/api/v1/probes?env=prod").body().at("/items").size())
                    .isZero();
            assertThat(core.anonymous().get("/api/v1/probes").status()).isEqualTo(401);
            assertThat(core.process("nobody").get("/api/v1/probes").status()).isEqualTo(403);
            assertThat(core.admin()
                            .post(ProbeController.ON_DUTY, "application/json", "{}")
                            .status())
                    .isEqualTo(403);

            assertThat(core.admin()
                            .delete("/api/v1/resources/Probe/well?env=dev")
                            .status())
                    .isLessThan(300);
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                Map<String, String> last = new TreeMap<>();
                core.bean(TestingSink.class).batches().stream()
                        .filter(batch -> batch.app().equals("well"))
                        .forEach(batch -> last.putAll(batch.values()));
                return last.size() >= 12 && last.values().stream().allMatch("stale"::equals);
            });
            assertThat(state("well")).isEmpty();

            try (TestCore second = core()) {
                await().atMost(LIMIT)
                        .until(() ->
                                state(second, "ill").path("state").asString("").equals("down"));
                assertThat(second.bean(Probing.class).isHere()).isFalse();
                assertThat(second.bean(TestingSink.class).batches()).isEmpty();
                core.bean(Duties.class).stop();
                await().atMost(LIMIT)
                        .until(() -> second.bean(Probing.class).isHere()
                                && !second.bean(TestingSink.class).batches().isEmpty());
                await().atMost(LIMIT).until(() -> state("ill").equals("down"));
                core.bean(Duties.class).begin();
            }
        }
    }
}
