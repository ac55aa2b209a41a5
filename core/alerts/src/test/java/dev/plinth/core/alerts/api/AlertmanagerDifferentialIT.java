// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import static dev.plinth.core.alerts.api.AlertmanagerCore.API;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.engines.testing.TestingPostgres;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The same is posted to Plinth and to a real Alertmanager, whose configuration is what Plinth says that its own is, and both are asked the same. Debian's Alertmanager is
 * older and has no {@code mutedBy}.
 */
class AlertmanagerDifferentialIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.shared();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    private static final String DECIDED = """
            kind: AlertReceiver
            env: dev
            name: ops
            spec: {}
            ---
            kind: AlertReceiver
            env: dev
            name: shop
            spec: {escalation: {afterMinutes: 5, to: ops}}
            ---
            kind: AlertReceiver
            env: dev
            name: archive
            spec: {}
            ---
            kind: AlertRouting
            env: dev
            name: main
            spec:
              route:
                receiver: ops
                groupBy: [alertname]
                groupWait: 1s
                routes:
                  - {receiver: shop, matchers: ['team="shop"'], groupBy: [team], continue: true}
                  - {receiver: archive, matchers: ['severity=~"info|minor"'], groupBy: ["..."]}
                  - {receiver: archive, matchers: ['team="shop"'], groupBy: [severity]}
              inhibitions:
                - {source: ['severity="critical"'], target: ['severity="minor"'], equal: [team]}
            """;

    private String alert(String rest, String labels) {
        return "{\"labels\": {%s, \"env\": \"dev\"}, \"startsAt\": \"%s\", \"endsAt\": \"%s\"%s}"
                .formatted(labels, now.minusSeconds(30), now.plusSeconds(3_600), rest);
    }

    private final String alerts = "["
            + String.join(
                    ",",
                    alert(
                            ", \"annotations\": {\"summary\": \"s\", \"empty\": \"\"}, \"generatorURL\": \"http://p/g?x=1\"",
                            "\"alertname\": \"A\", \"team\": \"shop\", \"severity\": \"critical\", \"job\": \"web\""),
                    alert("", "\"alertname\": \"A\", \"team\": \"shop\", \"severity\": \"minor\", \"job\": \"db\""),
                    alert("", "\"alertname\": \"B\", \"team\": \"bank\", \"severity\": \"minor\", \"empty\": \"\""),
                    alert("", "\"alertname\": \"C\", \"instance\": \"é\\\"\\n\""),
                    alert("", "\"alertname\": \"C\", \"instance\": \"two\", \"severity\": \"info\""),
                    "{\"labels\": {}}",
                    "{\"labels\": {\"alertname\": \"D\"}, \"startsAt\": \"2031-01-01T00:00:00Z\", \"endsAt\": \"2030-01-01T00:00:00Z\"}")
            + "]";

    private final List<String> silences = List.of(
            silence("active", "{\"name\": \"alertname\", \"value\": \"C\", \"isRegex\": false}", now.minusSeconds(5)),
            silence(
                    "pending",
                    "{\"name\": \"team\", \"value\": \"sh.*\", \"isRegex\": true, \"isEqual\": false}, {\"name\": \"a\", \"value\": \"b\", \"isRegex\": false}",
                    now.plusSeconds(600)),
            silence("both", "{\"name\": \"team\", \"value\": \"ba.*\", \"isRegex\": true}", now.minusSeconds(5)));

    private String silence(String comment, String matchers, Instant from) {
        return "{\"matchers\": [%s], \"startsAt\": \"%s\", \"endsAt\": \"%s\", \"createdBy\": \"ada\", \"comment\": \"%s\"}"
                .formatted(matchers, from, now.plusSeconds(3_000L + comment.length()), comment);
    }

    private static final List<String> QUESTIONS = List.of(
            "/receivers",
            "/alerts",
            "/alerts?silenced=false",
            "/alerts?inhibited=false",
            "/alerts?active=false",
            "/alerts?active=0&silenced=no",
            "/alerts?active=",
            "/alerts?unprocessed=false",
            "/alerts?receiver=" + encoded("sh.p"),
            "/alerts?receiver=" + encoded("sh"),
            "/alerts?filter=" + encoded("team=\"shop\"") + "&filter=" + encoded("severity!=minor"),
            "/alerts?filter=" + encoded("team=\"\""),
            "/alerts?filter=" + encoded("team!=\"\""),
            "/alerts?filter=" + encoded("severity=~\"(critical|info)\""),
            "/alerts?filter=" + encoded("instance!~\"t.*\""),
            "/alerts/groups",
            "/alerts/groups?silenced=false",
            "/alerts/groups?inhibited=false",
            "/alerts/groups?active=false",
            "/alerts/groups?receiver=" + encoded("archive|ops"),
            "/alerts/groups?filter=" + encoded("team=~\"shop|bank\""),
            "/silences",
            "/silences?filter=" + encoded("team=~\"ba.*\""),
            "/silences?filter=" + encoded("team!~\"sh.*\"") + "&filter=" + encoded("a=b"),
            "/silences?filter=" + encoded("team=\"ba.*\""));

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Without what differs: ids are what the silences say, times are those that were sent. */
    private static JsonNode plain(String body, Map<String, String> ids) {
        String named = body;
        for (Map.Entry<String, String> each : ids.entrySet()) {
            named = named.replace(each.getKey(), each.getValue());
        }
        JsonNode read = JSON.readTree(named);
        read.findParents("updatedAt").forEach(node -> ((ObjectNode) node).remove("updatedAt"));
        read.findParents("mutedBy").forEach(node -> ((ObjectNode) node).remove("mutedBy"));
        // a silence that was to begin before it was posted begins then, and one that was ended ends then
        for (JsonNode silence : read.findParents("comment")) {
            String state = silence.at("/status/state").asString();
            if (!state.equals("pending")) {
                ((ObjectNode) silence).remove("startsAt");
            }
            if (state.equals("expired")) {
                ((ObjectNode) silence).remove("endsAt");
            }
        }
        return read;
    }

    @Test
    void both_answer_the_same(@TempDir Path directory) throws Exception {
        try (AlertmanagerCore core = new AlertmanagerCore(TestingPostgres.freshDatabase(), TestCore.temporary())) {
            core.apply(DECIDED);
            String config =
                    core.get(core.admin(), "/status").at("/config/original").asString();
            try (RealProgram real = RealProgram.serve(
                    RealProgram.ALERTMANAGER, directory, config, "storage.path", "--cluster.listen-address=")) {
                compare(core, real);
            }
        }
    }

    private void compare(AlertmanagerCore core, RealProgram real) throws Exception {
        Map<String, String> ours = new HashMap<>();
        Map<String, String> theirs = new HashMap<>();
        Answer taken = core.post(core.admin(), "/alerts", alerts);
        HttpResponse<String> expected = real.post("/api/v2/alerts", alerts);
        assertThat(taken.status()).isEqualTo(expected.statusCode());
        assertThat(taken.body()).isEqualTo(JSON.readTree(expected.body()));
        for (String silence : silences) {
            String comment = JSON.readTree(silence).path("comment").asString();
            ours.put(
                    core.post(core.admin(), "/silences", silence)
                            .body()
                            .path("silenceID")
                            .asString(),
                    comment);
            theirs.put(
                    JSON.readTree(real.post("/api/v2/silences", silence).body())
                            .path("silenceID")
                            .asString(),
                    comment);
        }
        for (int round = 0; round < 3; round++) {
            for (String question : QUESTIONS) {
                await(question)
                        .atMost(LIMIT)
                        .untilAsserted(() -> assertThat(
                                        plain(core.admin().get(API + question).text(), ours))
                                .as(question)
                                .isEqualTo(plain(real.get("/api/v2" + question).body(), theirs)));
            }
            if (round == 0) {
                end("both", core, ours, real, theirs);
                end("pending", core, ours, real, theirs);
            } else if (round == 1) {
                String over = alerts.replace(now.plusSeconds(3_600).toString(), now.toString());
                core.post(core.admin(), "/alerts", over);
                real.post("/api/v2/alerts", over);
            }
        }
    }

    private static void end(
            String comment,
            AlertmanagerCore core,
            Map<String, String> ours,
            RealProgram real,
            Map<String, String> theirs)
            throws Exception {
        assertThat(core.admin().delete(API + "/silence/" + id(ours, comment)).status())
                .isEqualTo(real.delete("/api/v2/silence/" + id(theirs, comment)).statusCode())
                .isEqualTo(200);
    }

    private static String id(Map<String, String> ids, String comment) {
        return ids.entrySet().stream()
                .filter(each -> each.getValue().equals(comment))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }
}
