// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import static dev.plinth.core.alerts.api.AlertmanagerCore.API;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.alerts.history.AlertReader;
import dev.plinth.core.alerts.history.AlertRecord;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.testing.TestingPostgres;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API of Alertmanager as programs use it that know nothing of Plinth. */
class AlertmanagerApiIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private final String soon = Instant.now().plus(Duration.ofHours(1)).toString();
    private final String later = Instant.now().plus(Duration.ofHours(2)).toString();

    private static AlertmanagerCore core;

    @BeforeAll
    static void start() {
        core = new AlertmanagerCore(TestingPostgres.freshDatabase(), TestCore.temporary());
        core.apply("""
                kind: Role
                name: sees-shop
                spec: {rules: [{verbs: [read], kinds: [Alerts], names: ["Shop*"], environments: [dev]}]}
                ---
                kind: RoleBinding
                name: sees-shop
                spec: {role: sees-shop, subjects: ["process:viewer"]}
                ---
                kind: Role
                name: posts-shop
                spec: {rules: [{verbs: [write], kinds: [Alerts], names: ["Shop*"], environments: [dev]}]}
                ---
                kind: RoleBinding
                name: posts-shop
                spec: {role: posts-shop, subjects: ["process:poster"]}
                ---
                kind: Role
                name: silences
                spec: {rules: [{verbs: [read, write], kinds: [Silence], environments: [dev]}, {verbs: [read], kinds: [Alerts]}]}
                ---
                kind: RoleBinding
                name: silences
                spec: {role: silences, subjects: ["process:silencer"]}
                ---
                kind: AlertReceiver
                env: dev
                name: amtool-team
                spec: {}
                ---
                kind: AlertRouting
                env: dev
                name: amtool
                spec: {route: {receiver: amtool-team, matchers: ['team="amtool"'], groupWait: 1s, repeatInterval: 12h}}
                """);
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    private static Answer posted(Caller caller, String json) {
        return core.post(caller, "/alerts", json);
    }

    private String silence(String matcher, String comment) {
        return """
                {"matchers": [%s], "startsAt": "%s", "endsAt": "%s", "createdBy": "ada", "comment": "%s"}
                """.formatted(matcher, Instant.now(), soon, comment);
    }

    private static String matcher(String name, String value) {
        return "{\"name\": \"%s\", \"value\": \"%s\", \"isRegex\": false}".formatted(name, value);
    }

    private static String id(Answer posted) {
        assertThat(posted.status()).as(posted.text()).isEqualTo(200);
        return posted.body().path("silenceID").asString();
    }

    @Test
    void alerts_are_for_who_may_see_them_and_come_from_who_may_post_them() {
        String both = """
                [{"labels": {"alertname": "ShopDown"}}, {"labels": {"alertname": "BankDown"}}, {"labels": {"job": "x"}}]
                """;
        for (String path : List.of("/alerts", "/alerts/groups", "/status", "/receivers", "/silences")) {
            assertThat(core.core().anonymous().get(API + path).status()).isEqualTo(401);
            assertThat(core.core().process("stranger").get(API + path).status()).isEqualTo(403);
        }
        assertThat(posted(core.core().anonymous(), both).status()).isEqualTo(401);
        assertThat(posted(core.core().process("stranger"), "[]").status()).isEqualTo(403);
        assertThat(posted(core.core().process("viewer"), both).status()).isEqualTo(403);
        Caller poster = core.core().process("poster");
        Answer refused = posted(poster, both);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("Alerts/BankDown in dev");
        assertThat(poster.post(
                                "/alertmanager/prod/api/v2/alerts",
                                "application/json",
                                "[{\"labels\": {\"alertname\": \"ShopDown\"}}]")
                        .status())
                .isEqualTo(403);

        assertThat(posted(poster, "[{\"labels\": {\"alertname\": \"ShopDown\"}}]")
                        .status())
                .isEqualTo(200);
        Answer taken = posted(core.admin(), both);
        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
        assertThat(taken.text()).isEmpty();
        await().atMost(LIMIT).until(() -> core.alerts(core.admin(), "BankDown").size() == 1);
        Caller viewer = core.core().process("viewer");
        assertThat(core.alerts(viewer, "ShopDown")).hasSize(1);
        assertThat(core.get(viewer, "/alerts").toString() + core.get(viewer, "/alerts/groups"))
                .contains("ShopDown")
                .doesNotContain("BankDown", "\"x\"");
        assertThat(viewer.get(API + "/silences").status()).isEqualTo(403);
        assertThat(core.get(viewer, "/status").at("/config/original").asString())
                .as("routings are for who may read them")
                .contains("amtool-team")
                .doesNotContain("group_wait");
        assertThat(core.core()
                        .process("stranger")
                        .get("/alertmanager/dev/-/healthy")
                        .text())
                .isEqualTo("OK");
        assertThat(core.core().anonymous().get("/alertmanager/dev/-/ready").status())
                .isEqualTo(401);
    }

    @Test
    void alerts_are_of_the_environment_and_invalid_ones_cost_only_themselves() {
        Answer answer = posted(core.admin(), """
                [{"labels": {"alertname": "Exported", "env": "mars", "exported_env": "moon", "empty": ""},
                  "annotations": {"summary": "a\\u0000b\\ud800c\\ud83d\\ude00", "plinth_group": "not-mine"}, "generatorURL": "http://prom/graph?g0.expr=up"},
                 {"labels": {"alertname": ""}},
                 {"labels": {"alertname": "Backwards"}, "startsAt": "2030-01-02T00:00:00Z", "endsAt": "2030-01-01T00:00:00Z"},
                 {"labels": {"alertname": "Long", "l": "%s"}},
                 {"labels": {"alertname": "Copy", "__escalated_to__": "boss"}}]
                """.formatted("x".repeat(PostedAlerts.MAX_VALUE + 1)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().asString())
                .isEqualTo("at least one label pair required; start time must be before end time; "
                        + "invalid label set: \"l\" has 4097 characters (expected: at most 4096); "
                        + "invalid label set: invalid name \"__escalated_to__\"");
        await().atMost(LIMIT).until(() -> core.alerts(core.admin(), "Exported").size() == 1);
        JsonNode alert = core.alerts(core.admin(), "Exported").getFirst();
        assertThat(alert.path("labels").toString())
                .isEqualTo(
                        "{\"alertname\":\"Exported\",\"env\":\"dev\",\"exported_env\":\"moon\",\"exported_exported_env\":\"mars\"}");
        assertThat(alert.path("annotations").toString()).isEqualTo("{\"summary\":\"a\ufffdb\ufffdc\ud83d\ude00\"}");
        assertThat(alert.path("generatorURL").asString()).isEqualTo("http://prom/graph?g0.expr=up");
        assertThat(Duration.between(
                        Instant.parse(alert.path("startsAt").asString()),
                        Instant.parse(alert.path("endsAt").asString())))
                .as("the resolve timeout")
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(core.alerts(core.admin(), "Long")).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST   | /alerts                    | [{}]                                                 | 422 | {"code":602,"message":"0.labels in body is required"}
            POST   | /alerts                    | ``                                                   | 422 | {"code":602,"message":"alerts in body is required"}
            POST   | /alerts                    | [{"labels":{"a":"1"},"generatorURL":"foo bar"}]      | 422 | {"code":601,"message":"0.generatorURL in body must be of type uri: \\"foo bar\\""}
            POST   | /alerts                    | [{"labels":{"a":1}}]                                 | 400 | no text
            POST   | /alerts                    | [{"labels":{"a":"1"},"startsAt":"soon"}]             | 400 | 0.startsAt is no time
            POST   | /alerts                    | [{"labels":                                          | 400 | "code":400
            POST   | /alerts                    | {}                                                   | 400 | it is no array
            GET    | /alerts?filter=nonsense    | ``                                                   | 400 | bad matcher format
            GET    | /alerts?receiver=(         | ``                                                   | 400 | failed to parse receiver param
            GET    | /alerts/groups?receiver=(  | ``                                                   | 400 | failed to parse receiver param
            GET    | /silences?filter=nonsense  | ``                                                   | 400 | bad matcher format
            GET    | /silence/nobody            | ``                                                   | 404 | ``
            DELETE | /silence/nobody            | ``                                                   | 404 | ``
            POST   | /silences                  | {}                                                   | 422 | {"code":602,"message":"comment in body is required"}
            POST   | /silences                  | {"comment":"c","createdBy":"a","endsAt":"2040-01-01T00:00:00Z","matchers":[]} | 422 | {"code":612,"message":"matchers in body should have at least 1 items"}
            POST   | /silences                  | {"comment":"c","createdBy":"a","endsAt":"2040-01-01T00:00:00Z","matchers":[{"name":"a","value":"b"}]} | 422 | {"code":602,"message":"matchers.0.isRegex in body is required"}
            POST   | /silences                  | {"comment":"c","createdBy":"a","startsAt":"2039-01-01T00:00:00Z","endsAt":"2040-01-01T00:00:00Z","matchers":[{"name":"a","value":"(","isRegex":true}]} | 400 | invalid silence: invalid label matcher 0
            POST   | /silences                  | {"comment":"c","createdBy":"a","startsAt":"2039-01-01T00:00:00Z","endsAt":"2040-01-01T00:00:00Z","matchers":[{"name":"a","value":"","isRegex":false}]} | 400 | invalid silence
            POST   | /silences                  | {"comment":" ","createdBy":"a","startsAt":"2039-01-01T00:00:00Z","endsAt":"2040-01-01T00:00:00Z","matchers":[{"name":"a","value":"b","isRegex":false}]} | 400 | spec.comment
            POST   | /silences                  | {"comment":"c","createdBy":"a","startsAt":"2020-01-01T00:00:00Z","endsAt":"2021-01-01T00:00:00Z","matchers":[{"name":"a","value":"b","isRegex":false}]} | 400 | "Failed to create silence: end time can't be in the past"
            POST   | /silences                  | {"comment":"c","createdBy":"a","startsAt":"2041-01-01T00:00:00Z","endsAt":"2040-01-01T00:00:00Z","matchers":[{"name":"a","value":"b","isRegex":false}]} | 400 | "Failed to create silence: start time must be before end time"
            POST   | /silences                  | {"id":"nobody","comment":"c","createdBy":"a","startsAt":"2039-01-01T00:00:00Z","endsAt":"2040-01-01T00:00:00Z","matchers":[{"name":"a","value":"b","isRegex":false}]} | 404 | "silence not found"
            """)
    void what_cannot_be_is_refused_as_alertmanager_does(
            String method, String path, String body, int status, String expected) {
        Answer answer = core.admin()
                .send(
                        method,
                        API + path,
                        body.isEmpty() && !method.equals("POST") ? null : "application/json",
                        method.equals("POST") ? body.getBytes(StandardCharsets.UTF_8) : null,
                        Map.of());
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        if (expected.isEmpty()) {
            assertThat(answer.text()).isEmpty();
        } else {
            assertThat(answer.text()).contains(expected.replace("\\\\", "\\"));
        }
    }

    @Test
    void too_much_and_what_is_not_there_is_refused() {
        String many = IntStream.rangeClosed(0, PostedAlerts.MAX_ALERTS)
                .mapToObj(i -> "{\"labels\":{\"n\":\"%d\"}}".formatted(i))
                .collect(Collectors.joining(",", "[", "]"));
        Answer tooMany = posted(core.admin(), many);
        assertThat(tooMany.status()).isEqualTo(413);
        assertThat(tooMany.body().asString()).startsWith("10001 alerts in one request");
        assertThat(posted(core.admin(), "[" + " ".repeat(9 << 20) + "]").status())
                .isEqualTo(413);
        assertThat(core.ingest("POST", API + "/alerts", "[" + " ".repeat(9 << 20) + "]")
                        .statusCode())
                .isEqualTo(413);
        String elsewhere = "/alertmanager/mars/api/v2/alerts";
        assertThat(core.admin().get(elsewhere).status()).isEqualTo(404);
        assertThat(core.ingest("POST", elsewhere, "[]").statusCode()).isEqualTo(404);
        assertThat(core.admin().post(API + "/alerts", "text/plain", "[]").status())
                .isEqualTo(415);
    }

    @Test
    void an_ingest_key_posts_alerts_and_does_nothing_else() {
        String key = core.ingestKeyOf("watcher");
        String bearer = "Bearer " + key;
        String basic =
                "Basic " + Base64.getEncoder().encodeToString(("watcher:" + key).getBytes(StandardCharsets.UTF_8));
        String path = API + "/alerts";
        assertThat(core.ingest("POST", path, "[{\"labels\":{\"alertname\":\"ByKey\"}}]", "Authorization", bearer))
                .satisfies(answer -> {
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    assertThat(answer.body()).isEmpty();
                });
        assertThat(core.ingest("POST", path, "[{\"labels\":{\"alertname\":\"ByPassword\"}}]", "Authorization", basic)
                        .statusCode())
                .isEqualTo(200);
        assertThat(core.ingest("POST", path, "[{\"labels\":{\"alertname\":\"ByNobody\"}}]")
                        .statusCode())
                .as("from this machine")
                .isEqualTo(200);
        await().atMost(LIMIT)
                .until(() -> List.of("ByKey", "ByPassword", "ByNobody").stream()
                        .allMatch(name -> core.alerts(core.admin(), name).size() == 1));
        HttpResponse<String> invalid = core.ingest("POST", path, "[{\"labels\":{}}]", "Authorization", bearer);
        assertThat(invalid.statusCode()).isEqualTo(400);
        assertThat(invalid.body()).isEqualTo("\"at least one label pair required\"");

        assertThat(core.ingest("POST", path, "[]", "Authorization", bearer + "x")
                        .statusCode())
                .isEqualTo(401);
        HttpResponse<String> asked = core.ingest("GET", path, "", "Authorization", bearer);
        assertThat(asked.statusCode()).isEqualTo(405);
        assertThat(asked.headers().firstValue("Allow")).hasValue("POST");
        for (String other : List.of("/silences", "/status", "/alerts/groups", "/alerts/", "")) {
            assertThat(core.ingest("POST", API + other, "[]", "Authorization", bearer)
                            .statusCode())
                    .as(other)
                    .isEqualTo(404);
        }
        Caller keyed = core.core().withToken(key);
        assertThat(keyed.get(path).status()).isEqualTo(401);
        assertThat(posted(keyed, "[]").status()).isEqualTo(401);
    }

    @Test
    void silences_are_resources_and_change_as_in_alertmanager() {
        Caller silencer = core.core().process("silencer");
        posted(core.admin(), "[{\"labels\": {\"alertname\": \"Loud\", \"team\": \"ops\"}}]");
        assertThat(core.post(core.core().process("viewer"), "/silences", silence(matcher("alertname", "Loud"), "no"))
                        .status())
                .isEqualTo(403);
        String id = id(core.post(silencer, "/silences", silence(matcher("alertname", "Loud"), "being worked on")));
        JsonNode shown = core.get(silencer, "/silence/" + id);
        assertThat(shown.at("/status/state").asString()).isEqualTo("active");
        assertThat(shown.path("createdBy").asString()).isEqualTo("ada");
        assertThat(shown.path("matchers").toString())
                .isEqualTo("[{\"isEqual\":true,\"isRegex\":false,\"name\":\"alertname\",\"value\":\"Loud\"}]");
        JsonNode resource = core.admin()
                .get("/api/v1/resources/Silence/%s?env=dev".formatted(id))
                .body();
        assertThat(resource.at("/spec/matchers/0").asString()).isEqualTo("alertname=\"Loud\"");
        assertThat(resource.path("updatedBy").asString()).isEqualTo("process:silencer");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(core.alerts(core.admin(), "Loud"))
                        .singleElement()
                        .satisfies(alert -> assertThat(alert.path("status").toString())
                                .isEqualTo(
                                        "{\"inhibitedBy\":[],\"mutedBy\":[],\"silencedBy\":[\"%s\"],\"state\":\"suppressed\"}"
                                                .formatted(id))));
        assertThat(core.get(core.admin(), "/alerts?silenced=false&filter=alertname%3DLoud"))
                .isEmpty();
        assertThat(core.get(core.admin(), "/alerts?active=false&filter=alertname%3DLoud"))
                .hasSize(1);

        String longer = """
                {"id": "%s", "matchers": [%s], "startsAt": "%s", "endsAt": "%s", "createdBy": "ada", "comment": "longer"}
                """.formatted(
                        id, matcher("alertname", "Loud"), shown.path("startsAt").asString(), later);
        assertThat(id(core.post(silencer, "/silences", longer)))
                .as("only its end changes")
                .isEqualTo(id);
        String other = id(core.post(silencer, "/silences", longer.replace("Loud", "Other")));
        assertThat(other).as("what was silenced is not told otherwise").isNotEqualTo(id);
        assertThat(core.get(silencer, "/silence/" + id).at("/status/state").asString())
                .isEqualTo("expired");
        assertThat(core.get(silencer, "/silence/" + other).at("/status/state").asString())
                .isEqualTo("active");

        String pending =
                id(core.post(silencer, "/silences", """
                {"matchers": [%s], "startsAt": "%s", "endsAt": "%s", "createdBy": "", "comment": "planned"}
                """.formatted(matcher("alertname", "Planned"), soon, later)));
        assertThat(core.get(silencer, "/silence/" + pending).at("/status/state").asString())
                .isEqualTo("pending");
        assertThat(core.get(silencer, "/silence/" + pending).path("createdBy").asString())
                .as("when nobody is named it is who did it")
                .isEqualTo("process:silencer");
        for (String each : List.of(pending, other)) {
            assertThat(core.core()
                            .process("viewer")
                            .delete(API + "/silence/" + each)
                            .status())
                    .isEqualTo(403);
            Answer ended = silencer.delete(API + "/silence/" + each);
            assertThat(ended.status()).as(ended.text()).isEqualTo(200);
            assertThat(core.get(silencer, "/silence/" + each)
                            .at("/status/state")
                            .asString())
                    .isEqualTo("expired");
            assertThat(silencer.delete(API + "/silence/" + each).status())
                    .as("again")
                    .isEqualTo(200);
        }
    }

    @Test
    void a_silence_that_is_long_over_is_deleted_by_plinth() {
        core.apply(IntStream.of(4, 6)
                .mapToObj(days -> """
                        kind: Silence
                        env: dev
                        name: over-for-%d-days
                        spec: {matchers: ['a="b"'], startsAt: "2020-01-01T00:00:00Z", endsAt: "%s", comment: old}
                        ---
                        """.formatted(days, Instant.now().minus(Duration.ofDays(days))))
                .collect(Collectors.joining()));
        String path = "/silence/over-for-%d-days";
        await().atMost(LIMIT)
                .until(() -> core.admin().get(API + path.formatted(6)).status() == 404);
        assertThat(core.get(core.admin(), path.formatted(4)).at("/status/state").asString())
                .isEqualTo("expired");
        JsonNode change = core.admin()
                .get("/api/v1/changes?kind=Silence&name=over-for-6-days")
                .body()
                .at("/items/0");
        assertThat(change.path("author").asString()).as(change.toString()).isEqualTo("system");
        assertThat(change.path("message").asString()).isEqualTo("Silences that have been over for 5 days");
    }

    @Test
    void a_prometheus_tells_of_an_alert_and_of_its_end(@TempDir Path directory) throws Exception {
        String key = core.ingestKeyOf("prometheus");
        Path credentials = Files.writeString(directory.resolve("plinth.key"), key);
        Path rules = directory.resolve("rules.yml");
        String rule = """
                groups:
                  - name: shop
                    interval: 1s
                    rules:
                      - alert: FromPrometheus
                        expr: vector(%d) > 0
                        labels: {severity: critical, env: theirs}
                        annotations: {summary: "It is {{ $value }}"}
                """;
        Files.writeString(rules, rule.formatted(1));
        try (RealProgram prometheus = RealProgram.serve(
                RealProgram.PROMETHEUS,
                directory,
                """
                global: {evaluation_interval: 1s}
                rule_files: [%s]
                alerting:
                  alertmanagers:
                    - path_prefix: /alertmanager/dev
                      authorization: {credentials_file: %s}
                      static_configs: [{targets: ["127.0.0.1:%d"]}]
                """.formatted(rules, credentials, core.ingestPort()),
                "storage.tsdb.path",
                "--web.enable-lifecycle",
                // what it sends before it has looked where to, it sends again after this
                "--rules.alert.resend-delay=2s")) {
            await().atMost(LIMIT)
                    .until(() -> core.alerts(core.admin(), "FromPrometheus").size() == 1);
            JsonNode alert = core.alerts(core.admin(), "FromPrometheus").getFirst();
            assertThat(alert.path("labels").toString())
                    .isEqualTo(
                            "{\"alertname\":\"FromPrometheus\",\"env\":\"dev\",\"exported_env\":\"theirs\",\"severity\":\"critical\"}");
            assertThat(alert.at("/annotations/summary").asString()).isEqualTo("It is 1");
            assertThat(alert.path("generatorURL").asString()).contains("/graph?g0.expr=vector");
            assertThat(record("FromPrometheus").source()).isEqualTo("api");
            assertThat(record("FromPrometheus").severity()).isEqualTo("critical");
            assertThat(record("FromPrometheus").isOver()).isFalse();

            Files.writeString(rules, rule.formatted(0));
            assertThat(prometheus.post("/-/reload", "").statusCode()).isEqualTo(200);
            await().atMost(LIMIT)
                    .until(() -> core.alerts(core.admin(), "FromPrometheus").isEmpty());
            await().atMost(LIMIT).until(() -> record("FromPrometheus").isOver());
        }
    }

    private static AlertRecord record(String name) {
        return core
                .core()
                .bean(AlertReader.class)
                .find(new AlertReader.Query("dev", null, Set.of(), name, null, null, null, null, 10))
                .stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void amtool_lists_alerts_and_silences_them(@TempDir Path directory) throws Exception {
        Path token = directory.resolve("token");
        Files.writeString(token, SecretFiles.read(core.core().directory().resolve("local.token")));
        Path http = Files.writeString(
                directory.resolve("http.yml"),
                "authorization: {type: Bearer, credentials_file: %s}\n".formatted(token));
        assertThat(amtool(directory, http, "alert", "add", "ByAmtool", "team=amtool", "--annotation=summary=hello"))
                .isEmpty();
        await().atMost(LIMIT).until(() -> amtool(directory, http, "alert").contains("ByAmtool"));
        assertThat(amtool(directory, http, "alert", "query", "-o", "extended", "ByAmtool"))
                .contains("summary=\"hello\"", "active", "env=\"dev\"");
        String id = amtool(
                        directory,
                        http,
                        "silence",
                        "add",
                        "--author=grace",
                        "--comment=by amtool",
                        "--duration=1h",
                        "alertname=ByAmtool",
                        "team=~am.*")
                .strip();
        assertThat(amtool(directory, http, "silence", "query", "alertname=ByAmtool"))
                .contains(id, "grace", "by amtool", "team=~\"am.*\"");
        assertThat(amtool(directory, http, "alert", "query", "ByAmtool")).doesNotContain("ByAmtool");
        assertThat(amtool(directory, http, "alert", "query", "--silenced", "ByAmtool"))
                .contains("ByAmtool", "suppressed");
        assertThat(amtool(directory, http, "silence", "update", "--comment=changed", id))
                .contains("changed");
        amtool(directory, http, "silence", "expire", id);
        assertThat(amtool(directory, http, "silence", "query", "alertname=ByAmtool"))
                .doesNotContain("changed");
        assertThat(amtool(directory, http, "silence", "query", "--expired", "alertname=ByAmtool"))
                .contains("changed");
        assertThat(amtool(directory, http, "config", "routes", "test", "team=amtool"))
                .contains("amtool-team");
        assertThat(amtool(directory, http, "config", "routes", "test", "team=other"))
                .contains("(nobody)");
        assertThat(amtool(directory, http, "config", "show")).contains("repeat_interval: \"12h\"");
        assertThat(amtool(directory, http, "cluster", "show")).contains("disabled");
    }

    private static String amtool(Path directory, Path http, String... arguments) throws Exception {
        String[] all = IntStream.range(0, arguments.length + 3)
                .mapToObj(i -> i < arguments.length
                        ? arguments[i]
                        : List.of(
                                        "--alertmanager.url=http://127.0.0.1:%d/alertmanager/dev"
                                                .formatted(core.core().port()),
                                        "--http.config.file=" + http,
                                        "--no-version-check")
                                .get(i - arguments.length))
                .toArray(String[]::new);
        return RealProgram.say(directory, RealProgram.AMTOOL, all);
    }

    @Test
    void nothing_of_it_is_in_the_documented_api() {
        Answer documented = core.admin().get("/v3/api-docs");
        assertThat(documented.text()).doesNotContain("/alertmanager/");
        assertThat(JsonMapper.shared().readTree(documented.text()).isObject()).isTrue();
    }
}
