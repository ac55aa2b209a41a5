// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.alerting.dispatch.Scenario.Action;
import dev.plinth.alerting.dispatch.Scenario.Event;
import dev.plinth.alerting.dispatch.Told.TimedAlert;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The same happens to a real Alertmanager and to our dispatcher; both must tell the same. */
class AlertmanagerIT {
    private static final Duration RESOLVE_TIMEOUT = Duration.ofSeconds(4);

    /** What happens is so far from each flush, twice. */
    private static final Duration PUNCTUAL = Duration.ofMillis(250);

    private static final int LAST_SECOND = 37;
    private static final int ATTEMPTS = 3;
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path directory;

    private final Clock clock = Clock.systemUTC();
    private final List<Scenario> scenarios = Scenario.all();

    /**
     * All that happened at one second.
     *
     * @param at when Alertmanager had taken it
     * @param groups what it showed at {@code seenAt}
     */
    private record Tick(Instant nominal, Instant at, List<Action> actions, Instant seenAt, List<String> groups) {}

    private record Outcome(Instant start, Instant serverStart, List<Tick> ticks, List<Told> told) {}

    private Routing routing() {
        Route root =
                Route.to("none").with(scenarios.stream().map(Scenario::route).toArray(Route[]::new));
        List<Receiver> receivers = Stream.concat(
                        Stream.of(Receiver.of("none")),
                        scenarios.stream().flatMap(scenario -> scenario.receivers().stream()))
                .toList();
        return new Routing(
                root,
                receivers,
                scenarios.stream()
                        .flatMap(scenario -> scenario.rules().stream())
                        .toList());
    }

    @Test
    void alertmanager_and_we_tell_the_same_of_all_scenarios() throws Exception {
        Outcome theirs = play();
        for (int attempt = 1; attempt < ATTEMPTS && !isPunctual(theirs); attempt++) {
            theirs = play();
        }
        assertThat(isPunctual(theirs))
                .as("the machine is quick enough to keep to times")
                .isTrue();

        SoftAssertions softly = new SoftAssertions();
        List<Told> ours = replay(theirs, softly);
        compare(softly, byGroup(theirs.told), byGroup(ours), theirs.start);
        softly.assertAll();
        assertThat(ours).hasSizeGreaterThan(150);
    }

    private static boolean isPunctual(Outcome outcome) {
        return outcome.ticks.stream().allMatch(tick -> tick.at.isBefore(tick.nominal.plus(PUNCTUAL)));
    }

    private Outcome play() throws Exception {
        Path data = Files.createTempDirectory(directory, "alertmanager");
        try (WebhookServer webhooks = new WebhookServer();
                AlertmanagerServer server = AlertmanagerServer.start(
                        data, AlertmanagerConfig.of(routing(), RESOLVE_TIMEOUT, webhooks.uri()))) {
            Instant serverStart = server.startedAt();
            // what it does each 30 s is a quarter of a second after our seconds
            Instant start = serverStart.plusMillis(750);
            while (start.isBefore(clock.instant().plusMillis(200))) {
                start = start.plusSeconds(1);
            }
            Map<String, String> silences = new HashMap<>();
            List<Tick> ticks = new ArrayList<>();
            for (int second = 0; second < LAST_SECOND; second++) {
                Instant nominal = start.plusSeconds(second);
                waitUntil(nominal);
                List<Action> actions = actions(second);
                act(server, webhooks, silences, actions, nominal);
                Instant at = clock.instant();
                waitUntil(nominal.plusMillis(270));
                HttpResponse<String> groups = server.get("/api/v2/alerts/groups");
                ticks.add(new Tick(nominal, at, actions, clock.instant(), groups(JSON.readTree(groups.body()))));
            }
            waitUntil(start.plusSeconds(LAST_SECOND));
            return new Outcome(start, serverStart, ticks, webhooks.told());
        }
    }

    private void waitUntil(Instant time) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> !clock.instant().isBefore(time));
    }

    private List<Action> actions(int second) {
        return scenarios.stream()
                .flatMap(scenario -> scenario.events().stream())
                .filter(event -> event.second() == second)
                .map(Event::action)
                .toList();
    }

    private static void act(
            AlertmanagerServer server,
            WebhookServer webhooks,
            Map<String, String> silences,
            List<Action> actions,
            Instant now)
            throws IOException, InterruptedException {
        List<Map<String, Object>> alerts = new ArrayList<>();
        for (Action action : actions) {
            switch (action) {
                case Action.Send send -> alerts.add(alert(send, now));
                case Action.Mute mute -> silences.put(mute.name(), silence(server, mute, now));
                case Action.Unmute unmute -> {
                    String id = silences.getOrDefault(unmute.name(), "");
                    assertThat(server.delete("/api/v2/silence/" + id).statusCode())
                            .isEqualTo(200);
                }
                case Action.Break broken -> webhooks.setBroken(broken.receiver(), broken.broken());
            }
        }
        if (!alerts.isEmpty()) {
            HttpResponse<String> answer = server.post("/api/v2/alerts", JSON.writeValueAsString(alerts));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    private static Map<String, Object> alert(Action.Send send, Instant now) {
        Map<String, Object> alert = new LinkedHashMap<>();
        alert.put("labels", send.labels().asMap());
        alert.put("annotations", send.annotations());
        alert.put("startsAt", now.plusSeconds(send.startsAt()).toString());
        Integer endsAt = send.endsAt();
        if (endsAt != null) {
            alert.put("endsAt", now.plusSeconds(endsAt).toString());
        }
        return alert;
    }

    private static String silence(AlertmanagerServer server, Action.Mute mute, Instant now)
            throws IOException, InterruptedException {
        Map<String, Object> silence = Map.of(
                "matchers", MatcherDifferentialIT.json(mute.matchers()),
                "startsAt", now.plusSeconds(mute.startsAt()).toString(),
                "endsAt", now.plusSeconds(mute.endsAt()).toString(),
                "createdBy", "ann",
                "comment", mute.name());
        HttpResponse<String> answer = server.post("/api/v2/silences", JSON.writeValueAsString(silence));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).get("silenceID").asString();
    }

    private static List<String> groups(JsonNode groups) {
        return StreamSupport.stream(groups.spliterator(), false)
                .map(group -> group(
                        group.get("receiver").get("name").asString(),
                        Told.map(group.get("labels")),
                        StreamSupport.stream(group.get("alerts").spliterator(), false)
                                .map(AlertmanagerIT::item)
                                .toList()))
                .sorted()
                .toList();
    }

    private static String item(JsonNode alert) {
        JsonNode status = alert.get("status");
        List<String> receivers = StreamSupport.stream(alert.get("receivers").spliterator(), false)
                .map(receiver -> receiver.get("name").asString())
                .toList();
        boolean suppressed = status.get("state").asString().equals("suppressed");
        return item(
                alert.get("fingerprint").asString(),
                suppressed,
                status.get("silencedBy").size(),
                !status.get("inhibitedBy").isEmpty(),
                receivers);
    }

    private static String item(
            String fingerprint, boolean suppressed, int silences, boolean inhibited, List<String> receivers) {
        return fingerprint + " suppressed=" + suppressed + " silences=" + silences + " inhibited=" + inhibited + " "
                + receivers;
    }

    private static String group(String receiver, Map<String, String> labels, List<String> items) {
        return receiver + " " + new TreeMap<>(labels) + " " + items;
    }

    /** What our dispatcher tells when the same happens at the same times. */
    private List<Told> replay(Outcome outcome, SoftAssertions softly) {
        Dispatcher dispatcher = new Dispatcher(routing(), DispatcherOptions.DEFAULT, outcome.serverStart);
        Set<String> broken = new HashSet<>();
        List<Told> told = new ArrayList<>();
        for (Tick tick : outcome.ticks) {
            pass(dispatcher, tick.at, broken, told);
            act(dispatcher, tick, broken);
            pass(dispatcher, tick.seenAt, broken, told);
            List<String> groups = dispatcher.groups(tick.seenAt).stream()
                    .map(AlertmanagerIT::group)
                    .sorted()
                    .toList();
            softly.assertThat(groups)
                    .as(
                            "groups at second %s",
                            Duration.between(outcome.start, tick.nominal).toSeconds())
                    .isEqualTo(tick.groups);
        }
        pass(dispatcher, outcome.start.plusSeconds(LAST_SECOND), broken, told);
        return told;
    }

    private static String group(GroupedAlerts group) {
        return group(
                group.receiver(),
                group.labels().asMap(),
                group.alerts().stream()
                        .map(item -> item(
                                item.alert().fingerprint(),
                                item.status().state() == GroupedAlerts.State.SUPPRESSED,
                                item.status().silencedBy().size(),
                                !item.status().inhibitedBy().isEmpty(),
                                item.receivers()))
                        .toList());
    }

    private static void pass(Dispatcher dispatcher, Instant until, Set<String> broken, List<Told> told) {
        Optional<Instant> next = dispatcher.next();
        while (next.isPresent() && !next.get().isAfter(until)) {
            Instant now = next.get();
            for (Notification notification : dispatcher.run(now)) {
                if (broken.contains(notification.receiver())) {
                    dispatcher.failed(notification, now);
                } else {
                    // it takes a moment
                    dispatcher.delivered(notification, now.plusMillis(1));
                    told.add(Told.of(now, notification));
                }
            }
            next = dispatcher.next();
        }
    }

    private static void act(Dispatcher dispatcher, Tick tick, Set<String> broken) {
        List<Alert> alerts = new ArrayList<>();
        for (Action action : tick.actions) {
            switch (action) {
                case Action.Send send -> alerts.add(alert(send, tick));
                case Action.Mute mute -> {
                    Instant startsAt = tick.nominal.plusSeconds(mute.startsAt());
                    dispatcher.put(new Silence(
                            mute.name(),
                            mute.matchers(),
                            startsAt.isBefore(tick.at) ? tick.at : startsAt,
                            tick.nominal.plusSeconds(mute.endsAt()),
                            "ann",
                            "",
                            tick.at));
                }
                case Action.Unmute unmute ->
                    dispatcher.silences().stream()
                            .filter(silence -> silence.id().equals(unmute.name()))
                            .forEach(silence -> dispatcher.put(silence.expired(tick.at)));
                case Action.Break change -> {
                    var _ = change.broken() ? broken.add(change.receiver()) : broken.remove(change.receiver());
                }
            }
        }
        // in an order of our own, one after the other
        alerts.forEach(alert -> dispatcher.insert(List.of(alert), tick.at));
    }

    private static Alert alert(Action.Send send, Tick tick) {
        Integer endsAt = send.endsAt();
        return Alert.received(
                send.labels(),
                send.annotations(),
                tick.nominal.plusSeconds(send.startsAt()),
                endsAt == null ? null : tick.nominal.plusSeconds(endsAt),
                "",
                tick.at,
                RESOLVE_TIMEOUT);
    }

    private static Map<String, List<Told>> byGroup(List<Told> told) {
        return told.stream()
                .collect(Collectors.groupingBy(
                        one -> one.to() + " " + one.groupKey(), TreeMap::new, Collectors.toList()));
    }

    private static void compare(
            SoftAssertions softly, Map<String, List<Told>> theirs, Map<String, List<Told>> ours, Instant start) {
        softly.assertThat(ours.keySet()).isEqualTo(theirs.keySet());
        theirs.forEach((group, told) -> softly.assertThat(lines(ours.getOrDefault(group, List.of()), start))
                .as(group)
                .isEqualTo(lines(told, start)));
    }

    /** Times in whole seconds: flushes are in the middle of one. */
    private static List<String> lines(List<Told> told, Instant start) {
        return told.stream()
                .map(one -> rounded(one.at(), start) + " " + one.content().groupLabels()
                        + one.content().commonLabels() + one.content().commonAnnotations() + " "
                        + rounded(one.content(), start))
                .toList();
    }

    private static Told.Content rounded(Told.Content content, Instant start) {
        List<TimedAlert> alerts = content.alerts().stream()
                .map(alert -> new TimedAlert(
                        alert.status(),
                        alert.fingerprint(),
                        alert.labels(),
                        alert.annotations(),
                        Instant.EPOCH.plusMillis(rounded(alert.startsAt(), start)),
                        roundedOrNull(alert.endsAt(), start)))
                .toList();
        return new Told.Content(
                content.receiver(),
                content.status(),
                content.groupLabels(),
                content.commonLabels(),
                content.commonAnnotations(),
                content.truncated(),
                alerts);
    }

    private static @Nullable Instant roundedOrNull(@Nullable Instant time, Instant start) {
        return time == null ? null : Instant.EPOCH.plusMillis(rounded(time, start));
    }

    private static long rounded(Instant time, Instant start) {
        return Math.floorDiv(Duration.between(start, time).toMillis(), 1000) * 1000L;
    }
}
