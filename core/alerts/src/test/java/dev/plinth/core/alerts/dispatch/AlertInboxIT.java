// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.alerting.dispatch.Alert;
import dev.plinth.core.alerts.AlertsCore;
import dev.plinth.core.alerts.intake.AlertIntake;
import dev.plinth.core.alerts.intake.AlertIntake.Source;
import dev.plinth.core.telemetry.metric.duty.Duties;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.testing.TestingPostgres;
import dev.plinth.promql.model.Labels;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Alerts as people see them and take care of them, by the API, and the one core that follows what becomes of them. */
class AlertInboxIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final EngineConnection DATABASE = TestingPostgres.freshDatabase();
    private static final Path DIRECTORY = TestCore.temporary();

    private static TestCore core;

    @BeforeAll
    static void start() {
        core = core();
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    private static TestCore core() {
        return AlertsCore.start(DATABASE, DIRECTORY, "--plinth.telemetry.alerts.flapping-window=6s");
    }

    private static Alert alert(String name, Instant endsAt, String... labels) {
        Instant now = Instant.now();
        return new Alert(
                Labels.of(labels).with("alertname", name),
                Map.of("summary", name + " is bad"),
                now.isAfter(endsAt) ? endsAt : now,
                endsAt,
                now,
                "http://prometheus.test/graph?g0.expr=up%20%3D%3D%200&g0.tab=1",
                false);
    }

    private static void fire(String name, String... labels) {
        core.bean(AlertIntake.class)
                .accept("dev", Source.API, List.of(alert(name, Instant.now().plusSeconds(300), labels)));
    }

    private static void end(String name, String... labels) {
        core.bean(AlertIntake.class).accept("dev", Source.API, List.of(alert(name, Instant.now(), labels)));
    }

    private static List<JsonNode> alerts(Caller caller, String query) {
        Answer answer = caller.get("/api/v1/alerts?env=dev&" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.body().path("items").valueStream().toList();
    }

    private static List<JsonNode> named(String name, String state) {
        return alerts(core.admin(), "state=" + state + "&query=" + name).stream()
                .filter(alert -> alert.path("name").asString().equals(name))
                .toList();
    }

    private static JsonNode firing(String name) {
        await().atMost(LIMIT).until(() -> named(name, "firing").size() == 1);
        return named(name, "firing").getFirst();
    }

    private static String id(JsonNode alert) {
        return alert.path("id").asString();
    }

    private static JsonNode details(String id) {
        Answer answer = core.admin().get("/api/v1/alerts/" + id);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.body();
    }

    private static List<String> happenings(String id) {
        return details(id)
                .path("timeline")
                .valueStream()
                .map(each -> each.path("type").asString())
                .toList();
    }

    private static Answer claim(Caller caller, String id, String body) {
        return caller.post("/api/v1/alerts/" + id + "/claim", "application/json", body);
    }

    @Test
    void an_alert_is_in_the_inbox_until_it_ends_and_then_in_the_history() {
        fire("DiskFull", "severity", "warning", "service", "catalog");
        JsonNode alert = firing("DiskFull");
        assertThat(alert.path("severity").asString())
                .as("what others call a warning")
                .isEqualTo("minor");
        assertThat(alert.path("summary").asString()).isEqualTo("DiskFull is bad");
        assertThat(alert.at("/labels/env").asString()).isEqualTo("dev");
        assertThat(alert.path("source").asString()).isEqualTo("api");
        assertThat(alert.path("receivers")).as("nobody is told").isEmpty();
        JsonNode details = details(id(alert));
        assertThat(details.path("expr").asString()).isEqualTo("up == 0");
        end("DiskFull", "severity", "warning", "service", "catalog");
        await().atMost(LIMIT).until(() -> named("DiskFull", "firing").isEmpty());
        assertThat(named("DiskFull", "resolved")).singleElement().satisfies(ended -> {
            assertThat(id(ended)).isEqualTo(id(alert));
            assertThat(Instant.parse(ended.path("endedAt").asString()))
                    .isAfterOrEqualTo(Instant.parse(ended.path("startedAt").asString()));
        });
        assertThat(happenings(id(alert))).containsExactly("fired", "resolved");

        fire("DiskFull", "severity", "warning", "service", "catalog");
        assertThat(id(firing("DiskFull"))).as("the next time is another").isNotEqualTo(id(alert));
        assertThat(details(id(alert)).at("/history/timesFired30d").asInt()).isEqualTo(2);
    }

    @Test
    void who_claims_an_alert_has_it_until_somebody_takes_it_over_or_it_is_released() {
        AlertsCore.apply(core, """
                kind: Role
                name: on-call
                spec: {rules: [{verbs: [read, write], kinds: [Alerts]}]}
                ---
                kind: RoleBinding
                name: on-call
                spec: {role: on-call, subjects: ["process:ada", "process:bob"]}
                """);
        fire("Slow", "severity", "major");
        String id = id(firing("Slow"));
        Caller ada = core.process("ada");
        Caller bob = core.process("bob");
        assertThat(claim(ada, id, "{}").body().path("claimedBy").asString()).isEqualTo("process:ada");
        assertThat(claim(ada, id, "").status())
                .as("claiming again changes nothing")
                .isEqualTo(200);
        Answer refused = claim(bob, id, "{}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("alerts.claimed");
        assertThat(refused.text()).contains("process:ada takes care of it");
        assertThat(alerts(bob, "mine=true&query=Slow")).isEmpty();
        assertThat(claim(bob, id, "{\"take\": true}").status()).isEqualTo(200);
        assertThat(alerts(bob, "mine=true&query=Slow")).hasSize(1);
        Answer comment = bob.post(
                "/api/v1/alerts/" + id + "/comments", "application/json", "{\"text\": \" The disk is slow. \"}");
        assertThat(comment.status()).as(comment.text()).isEqualTo(201);
        assertThat(comment.body().path("text").asString()).isEqualTo("The disk is slow.");
        assertThat(bob.delete("/api/v1/alerts/" + id + "/claim")
                        .body()
                        .path("claimedBy")
                        .isNull())
                .isTrue();
        assertThat(happenings(id)).containsExactly("fired", "claimed", "claimed", "commented", "released");
        assertThat(claim(ada, id, "{}").status()).isEqualTo(200);
        end("Slow", "severity", "major");
        await().atMost(LIMIT).until(() -> named("Slow", "firing").isEmpty());
        Answer late = claim(bob, id, "{\"take\": true}");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.code()).isEqualTo("alerts.over");

        JsonNode figures =
                core.admin().get("/api/v1/alerts/figures?env=dev&by=name").body();
        JsonNode slow = figures.path("items")
                .valueStream()
                .filter(each -> each.path("key").asString().equals("Slow"))
                .findFirst()
                .orElseThrow();
        assertThat(slow.path("count").asInt()).isEqualTo(1);
        assertThat(slow.path("claimed").asInt()).isEqualTo(1);
        assertThat(slow.path("mttaSeconds").asDouble())
                .isBetween(0.0, slow.path("mttrSeconds").asDouble());
    }

    @Test
    void alerts_are_for_who_may_see_them() {
        AlertsCore.apply(core, """
                kind: Role
                name: looker
                spec: {rules: [{verbs: [read], kinds: [Alerts], names: [Open]}]}
                ---
                kind: RoleBinding
                name: looker
                spec: {role: looker, subjects: ["process:looker"]}
                """);
        fire("Open", "severity", "critical");
        fire("Closed", "severity", "critical");
        String open = id(firing("Open"));
        String closed = id(firing("Closed"));
        Caller looker = core.process("looker");
        assertThat(core.anonymous().get("/api/v1/alerts").status()).isEqualTo(401);
        assertThat(core.process("stranger").get("/api/v1/alerts").status()).isEqualTo(403);
        assertThat(core.anonymous().get("/api/v1/alerts/" + open).status()).isEqualTo(401);
        assertThat(core.process("stranger").get("/api/v1/alerts/" + open).status())
                .isEqualTo(403);
        assertThat(alerts(looker, "")).allSatisfy(alert -> {
            assertThat(alert.path("name").asString()).isEqualTo("Open");
            assertThat(alert.path("mine").asBoolean()).isFalse();
        });
        assertThat(looker.get("/api/v1/alerts?env=dev")
                        .body()
                        .at("/counts/critical")
                        .asInt())
                .isEqualTo(1);
        assertThat(looker.get("/api/v1/alerts/" + open).status()).isEqualTo(200);
        assertThat(looker.get("/api/v1/alerts/" + closed).status()).isEqualTo(403);
        assertThat(claim(looker, open, "{}").status()).isEqualTo(403);
        assertThat(looker.post("/api/v1/alerts/" + open + "/comments", "application/json", "{\"text\": \"x\"}")
                        .status())
                .isEqualTo(403);
        assertThat(looker.post("/api/v1/alerts/" + open + "/revert", "application/json", "{\"changeSet\": 1}")
                        .status())
                .isEqualTo(403);
        assertThat(looker.get("/api/v1/alerts/figures?by=name")
                        .body()
                        .path("items")
                        .valueStream())
                .extracting(each -> each.path("key").asString())
                .containsExactly("Open");
        for (String path : List.of(
                "/api/v1/alerts/deliveries",
                "/api/v1/alerts/receivers?env=dev",
                "/api/v1/alerts/silences?env=dev",
                "/api/v1/alerts/dead-man-switches?env=dev",
                "/api/v1/alerts/figures")) {
            assertThat(core.anonymous().get(path).status()).as(path).isEqualTo(401);
            assertThat(core.process("stranger").get(path).status()).as(path).isEqualTo(403);
        }
        assertThat(core.process("stranger")
                        .post(
                                "/api/v1/alerts/routes/try",
                                "application/json",
                                "{\"env\": \"dev\", \"labels\": {\"a\": \"b\"}}")
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            /api/v1/alerts?state=burning         | state    | firing, resolved or all
            /api/v1/alerts?severity=deadly       | severity | any of critical, major, minor, info
            /api/v1/alerts?limit=0               | limit    | 1 to 500
            /api/v1/alerts?cursor=x              | cursor   | the nextCursor of the page before
            /api/v1/alerts/figures?by=moon       | by       | day, name, severity or service
            /api/v1/alerts/deliveries?state=lost | state    | pending, delivered, failed or all
            """)
    void what_is_asked_wrongly_is_answered_with_what_would_be_right(String path, String field, String expected) {
        Answer answer = core.admin().get(path);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.body().at("/violations/0/field").asString()).isEqualTo(field);
        assertThat(answer.body().at("/violations/0/expected").asString()).isEqualTo(expected);
    }

    @Test
    void pages_of_a_list_follow_each_other() {
        for (int i = 0; i < 5; i++) {
            fire("Paged", "severity", "info", "n", String.valueOf(i));
        }
        await().atMost(LIMIT).until(() -> named("Paged", "firing").size() == 5);
        JsonNode first =
                core.admin().get("/api/v1/alerts?env=dev&query=Paged&limit=3").body();
        assertThat(first.path("items")).hasSize(3);
        JsonNode second = core.admin()
                .get("/api/v1/alerts?env=dev&query=Paged&limit=3&cursor="
                        + first.path("nextCursor").asString())
                .body();
        assertThat(second.path("items")).hasSize(2);
        assertThat(second.path("nextCursor").isNull()).isTrue();
        assertThat(Stream.concat(
                                first.path("items").valueStream(),
                                second.path("items").valueStream())
                        .map(AlertInboxIT::id))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_silence_is_seen_at_the_alert_and_where_an_alert_would_go_can_be_tried() {
        AlertsCore.apply(core, """
                kind: AlertReceiver
                env: dev
                name: quiet-team
                spec: {description: "They only look at the inbox"}
                ---
                kind: AlertRouting
                env: dev
                name: quiet
                spec: {route: {receiver: quiet-team, matchers: ['team="quiet"'], groupWait: 0s}}
                ---
                kind: Silence
                env: dev
                name: while-we-move
                spec:
                  matchers: ['alertname="Moving"']
                  startsAt: 2026-01-01T00:00:00Z
                  endsAt: 2099-01-01T00:00:00Z
                  comment: The racks are moved
                """);
        fire("Moving", "team", "quiet");
        fire("Standing", "team", "quiet");
        JsonNode moving = firing("Moving");
        assertThat(moving.path("suppressed").asString()).isEqualTo("silenced");
        assertThat(moving.path("silencedBy").valueStream().map(JsonNode::asString))
                .containsExactly("while-we-move");
        assertThat(happenings(id(moving))).contains("silenced");
        await().atMost(LIMIT).until(() -> !firing("Standing").path("notifiedAt").isNull());
        assertThat(firing("Standing").path("receivers").valueStream().map(JsonNode::asString))
                .containsExactly("quiet-team");
        assertThat(firing("Moving").path("notifiedAt").isNull()).isTrue();
        JsonNode silence = core.admin()
                .get("/api/v1/alerts/silences?env=dev")
                .body()
                .path("items")
                .path(0);
        assertThat(silence.path("state").asString()).isEqualTo("active");
        assertThat(silence.path("affects").asInt()).isEqualTo(1);

        Answer tried = core.admin()
                .post(
                        "/api/v1/alerts/routes/try",
                        "application/json",
                        "{\"env\": \"dev\", \"labels\": {\"alertname\": \"X\", \"team\": \"quiet\"}}");
        assertThat(tried.body().at("/matches/0/receiver").asString())
                .as(tried.text())
                .isEqualTo("quiet-team");
        assertThat(tried.body().at("/matches/0/groupBy/alertname").asString()).isEqualTo("X");
    }

    @Test
    void one_that_fires_and_ends_again_and_again_is_flapping_and_is_not_over_until_it_is_steady() {
        for (int i = 0; i < 3; i++) {
            fire("Flaps");
            end("Flaps");
        }
        JsonNode alert = firing("Flaps");
        assertThat(alert.path("flapping").asBoolean()).isTrue();
        assertThat(happenings(id(alert))).contains("flapping");
        await().atMost(LIMIT).until(() -> named("Flaps", "firing").isEmpty());
        assertThat(named("Flaps", "resolved").stream().filter(each -> id(each).equals(id(alert))))
                .singleElement()
                .satisfies(each -> assertThat(Duration.between(
                                Instant.parse(each.path("startedAt").asString()),
                                Instant.parse(each.path("endedAt").asString())))
                        .isGreaterThan(Duration.ofSeconds(5)));
    }

    @Test
    void what_says_nothing_any_more_is_an_alert_until_it_says_something() {
        AlertsCore.apply(core, """
                kind: DeadManSwitch
                env: dev
                name: nightly-backup
                spec: {within: 2s, severity: major, labels: {team: dba}, annotations: {runbook_url: "https://wiki.test/backup"}}
                ---
                kind: DeadManSwitch
                env: dev
                name: other-prometheus
                spec: {within: 1h, alerts: ['alertname="Watchdog"']}
                """);
        JsonNode missing = firing("nightly-backup");
        assertThat(missing.path("severity").asString()).isEqualTo("major");
        assertThat(missing.path("source").asString()).isEqualTo("deadMan");
        assertThat(missing.path("summary").asString()).isEqualTo("nightly-backup has said nothing for 2s");
        assertThat(missing.at("/labels/team").asString()).isEqualTo("dba");
        assertThat(details(id(missing)).path("runbookUrl").asString()).isEqualTo("https://wiki.test/backup");
        String path = "/api/v1/alerts/dead-man-switches/dev/nightly-backup";
        assertThat(core.anonymous().post(path, "application/json", "").status()).isEqualTo(401);
        assertThat(core.process("stranger").post(path, "application/json", "").status())
                .isEqualTo(403);
        assertThat(core.admin().post(path, "application/json", "").status()).isEqualTo(204);
        assertThat(core.admin().post(path + "-2", "application/json", "").status())
                .isEqualTo(404);
        await().atMost(LIMIT)
                .until(() ->
                        named("nightly-backup", "resolved").stream().anyMatch(each -> id(each).equals(id(missing))));
        fire("Watchdog");
        await().atMost(LIMIT)
                .until(() -> core.admin()
                        .get("/api/v1/alerts/dead-man-switches?env=dev")
                        .body()
                        .path("items")
                        .valueStream()
                        .anyMatch(each -> each.path("name").asString().equals("other-prometheus")
                                && each.path("state").asString().equals("alive")));
    }

    @Test
    void another_core_goes_on_with_all_that_came_in() {
        fire("Handed", "severity", "critical");
        String id = id(firing("Handed"));
        try (TestCore second = core()) {
            core.bean(Duties.class).stop();
            fire("Between", "severity", "critical");
            await().atMost(LIMIT)
                    .until(() -> alerts(second.admin(), "query=Between").size() == 1);
            end("Handed", "severity", "critical");
            await().atMost(LIMIT)
                    .until(() -> alerts(second.admin(), "state=resolved&query=Handed").stream()
                            .anyMatch(each -> id(each).equals(id)));
            assertThat(happenings(id)).containsExactly("fired", "resolved");
        } finally {
            core.bean(Duties.class).begin();
        }
    }
}
