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
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.testing.TestingPostgres;
import dev.plinth.promql.model.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Alerts that are told by a real web hook: together, once, again when it was away, and by another core when the first is gone. */
class AlertTellingIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final EngineConnection DATABASE = TestingPostgres.freshDatabase();
    private static final Path DIRECTORY = TestCore.temporary();

    private static HookServer calm;
    private static HookServer moody;
    private static TestCore core;

    @BeforeAll
    static void start() throws IOException {
        calm = new HookServer();
        moody = new HookServer();
        core = core();
        AlertsCore.apply(core, """
                kind: AlertChannel
                env: dev
                name: calm
                spec: {webhook: {url: "%s"}}
                ---
                kind: AlertChannel
                env: dev
                name: moody
                spec: {webhook: {url: "%s"}}
                ---
                kind: AlertReceiver
                env: dev
                name: team
                spec: {channels: [{channel: calm}]}
                ---
                kind: AlertReceiver
                env: dev
                name: moody-team
                spec: {channels: [{channel: moody}]}
                ---
                kind: AlertRouting
                env: dev
                name: all
                spec:
                  route:
                    receiver: team
                    groupBy: [service]
                    groupWait: 1s
                    groupInterval: 1s
                    routes: [{receiver: moody-team, matchers: ['team="moody"']}]
                  inhibitions: [{source: ['alertname="DatacenterDown"'], target: ['severity="minor"'], equal: [dc]}]
                """.formatted(calm.url(), moody.url()));
    }

    @AfterAll
    static void stop() {
        core.close();
        calm.close();
        moody.close();
    }

    private static TestCore core() {
        return AlertsCore.start(DATABASE, DIRECTORY);
    }

    private static Alert alert(String name, Instant endsAt, String... labels) {
        Instant now = Instant.now();
        return new Alert(
                Labels.of(labels).with("alertname", name),
                Map.of("summary", name + " is bad", "plinth_group", "shop"),
                now.isAfter(endsAt) ? endsAt : now,
                endsAt,
                now,
                "",
                false);
    }

    private static void accept(Alert... alerts) {
        core.bean(AlertIntake.class).accept("dev", Source.RULE, List.of(alerts));
    }

    private static Alert firing(String name, String... labels) {
        return alert(name, Instant.now().plusSeconds(300), labels);
    }

    private static Alert over(String name, String... labels) {
        return alert(name, Instant.now(), labels);
    }

    private static JsonNode deliveries(String query) {
        Answer answer = core.admin().get("/api/v1/alerts/deliveries?env=dev&" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.body().path("items");
    }

    private static String id(String name) {
        return core.admin()
                .get("/api/v1/alerts?env=dev&state=all&query=" + name)
                .body()
                .at("/items/0/id")
                .asString();
    }

    @Test
    void alerts_that_belong_together_are_told_together_and_once() {
        accept(firing("Slow", "service", "till", "severity", "critical"), firing("Broken", "service", "till"));
        await().atMost(LIMIT).until(() -> calm.taken("Slow", "firing").size() == 1);
        JsonNode message = calm.taken("Slow", "firing").getFirst().message();
        assertThat(message.path("alerts")).hasSize(2);
        assertThat(message.path("receiver").asString()).isEqualTo("team");
        assertThat(message.at("/groupLabels/service").asString()).isEqualTo("till");
        JsonNode first = message.at("/alerts/0");
        assertThat(first.at("/annotations").properties())
                .as("what is for Plinth is not told")
                .extracting(Map.Entry::getKey)
                .containsExactly("summary");
        String name = first.at("/labels/alertname").asString();
        assertThat(first.path("link").asString()).isEqualTo("http://plinth.test:8080/console/alerts/" + id(name));

        accept(over("Slow", "service", "till", "severity", "critical"), over("Broken", "service", "till"));
        await().atMost(LIMIT).until(() -> calm.taken("Slow", "resolved").size() == 1);
        assertThat(calm.taken("Slow", "firing")).hasSize(1);
        await().atMost(LIMIT).until(() -> deliveries("alert=" + id("Slow")).size() == 2);
        assertThat(deliveries("alert=" + id("Slow")).valueStream())
                .allSatisfy(each -> assertThat(each.path("state").asString()).isEqualTo("delivered"));
        assertThat(core.admin()
                        .get("/api/v1/alerts/" + id("Slow"))
                        .body()
                        .path("timeline")
                        .valueStream()
                        .map(each -> each.path("type").asString()))
                .containsSubsequence("fired", "notified", "resolved", "notified");
    }

    @Test
    void a_channel_that_refuses_for_a_while_is_tried_until_it_takes_the_message() {
        moody.answer(500);
        int before = moody.refused();
        accept(firing("Stubborn", "team", "moody"));
        await().atMost(LIMIT).until(() -> moody.refused() >= before + 2);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(deliveries("alert=" + id("Stubborn"))
                                .at("/0/error")
                                .asString(""))
                        .contains("500"));
        await().atMost(LIMIT)
                .until(() -> deliveries("state=failed&alert=" + id("Stubborn")).size() >= 1);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(core.admin()
                                .get("/api/v1/alerts/receivers?env=dev")
                                .body()
                                .path("channels")
                                .valueStream())
                        .anySatisfy(channel -> {
                            assertThat(channel.path("name").asString()).isEqualTo("moody");
                            assertThat(channel.path("sort").asString()).isEqualTo("webhook");
                            assertThat(channel.at("/lastDelivery/error").asString(""))
                                    .contains("500");
                        }));
        moody.answer(200);
        await().atMost(LIMIT).until(() -> moody.taken("Stubborn", "firing").size() == 1);
        await().atMost(LIMIT)
                .until(() ->
                        deliveries("state=delivered&alert=" + id("Stubborn")).size() == 1);
        accept(over("Stubborn", "team", "moody"));
        await().atMost(LIMIT).until(() -> moody.taken("Stubborn", "resolved").size() == 1);
        assertThat(moody.taken("Stubborn", "firing")).as("told once").hasSize(1);
    }

    @Test
    void nobody_is_told_of_what_is_inhibited_or_silenced() {
        AlertsCore.apply(core, """
                kind: Silence
                env: dev
                name: known
                spec: {matchers: ['alertname="Known"'], startsAt: 2026-01-01T00:00:00Z, endsAt: 2099-01-01T00:00:00Z, comment: known}
                """);
        accept(firing("DatacenterDown", "dc", "one", "service", "dc"));
        await().atMost(LIMIT).until(() -> calm.taken("DatacenterDown", "firing").size() == 1);
        accept(
                firing("LinkDown", "dc", "one", "severity", "minor", "service", "link"),
                firing("LinkDown", "dc", "two", "severity", "minor", "service", "link"),
                firing("Known", "service", "link"));
        await().atMost(LIMIT).until(() -> calm.taken("LinkDown", "firing").size() == 1);
        assertThat(calm.taken("LinkDown", "firing")
                        .getFirst()
                        .message()
                        .path("alerts")
                        .valueStream())
                .extracting(each -> each.at("/labels/dc").asString())
                .containsExactly("two");
        assertThat(core.admin()
                        .get("/api/v1/alerts?env=dev&query=LinkDown")
                        .body()
                        .path("items")
                        .valueStream()
                        .map(each -> each.path("suppressed").asString("told")))
                .containsExactlyInAnyOrder("inhibited", "told");
        assertThat(calm.taken("Known", "firing")).isEmpty();
    }

    @Test
    void another_core_tells_what_the_first_could_not() {
        moody.answer(503);
        int before = moody.refused();
        accept(firing("Inherited", "team", "moody", "n", "1"));
        await().atMost(LIMIT).until(() -> moody.refused() > before);
        try (TestCore second = core()) {
            core.bean(Duties.class).stop();
            moody.answer(200);
            await().atMost(LIMIT).until(() -> moody.taken("Inherited", "firing").size() == 1);
            await().atMost(LIMIT)
                    .until(() -> deliveries("state=delivered&alert=" + id("Inherited"))
                                    .size()
                            == 1);
            assertThat(deliveries("state=pending&alert=" + id("Inherited")))
                    .as("what the first had on its way is known to have failed")
                    .isEmpty();
            assertThat(second.bean(Duties.class).isRunning()).isTrue();
        } finally {
            core.bean(Duties.class).begin();
        }
    }
}
