// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What happens at whole seconds, to alerts with a label of their own. Groups wait half a second and have intervals of whole seconds, so that what happens is
 * never close to a flush. So that no group is told at once, alerts begin when they are sent, even those that are over.
 */
final class Scenario {
    /** Something that happens. */
    sealed interface Action {
        /**
         * An alert is sent.
         *
         * @param startsAt seconds from now, like {@code endsAt}, without which it ends after the timeout
         */
        record Send(
                Labels labels,
                Map<String, String> annotations,
                int startsAt,
                @Nullable Integer endsAt) implements Action {}

        /**
         * A silence begins.
         *
         * @param name unique
         * @param startsAt seconds from now, like {@code endsAt}
         */
        record Mute(String name, List<LabelMatcher> matchers, int startsAt, int endsAt) implements Action {}

        /** A silence is ended. */
        record Unmute(String name) implements Action {}

        /** A receiver refuses from now on, or no more. */
        record Break(String receiver, boolean broken) implements Action {}
    }

    /** @param second since the beginning */
    record Event(int second, Action action) {}

    private static final int LONG = 1000;

    final String name;

    private final List<Event> events = new ArrayList<>();
    private final List<Receiver> receivers = new ArrayList<>();
    private final List<InhibitRule> rules = new ArrayList<>();
    private Route route;

    /** A scenario with a receiver of its name, that is told each two seconds of changes, and of nothing else. */
    Scenario(String name) {
        this.name = name;
        this.route = Route.to(name, own())
                .groupedBy("alertname")
                .timed(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofHours(1));
        receivers.add(Receiver.of(name, Integration.of("webhook")));
    }

    private LabelMatcher own() {
        return Matchers.parseOne("scenario=" + name);
    }

    Route route() {
        return route;
    }

    List<Receiver> receivers() {
        return receivers;
    }

    List<InhibitRule> rules() {
        return rules;
    }

    List<Event> events() {
        return events;
    }

    Scenario routed(UnaryOperator<Route> change) {
        route = change.apply(route);
        return this;
    }

    /** Its receiver is told in other ways. */
    Scenario told(Integration... integrations) {
        receivers.set(0, Receiver.of(name, integrations));
        return this;
    }

    /** It has another receiver, named after it and this. */
    Scenario alsoTold(String suffix, Integration... integrations) {
        receivers.add(Receiver.of(name + suffix, integrations));
        return this;
    }

    Scenario inhibited(String source, String target, String... equal) {
        List<LabelMatcher> sources = new ArrayList<>(Matchers.parse(source));
        List<LabelMatcher> targets = new ArrayList<>(Matchers.parse(target));
        sources.add(own());
        targets.add(own());
        rules.add(new InhibitRule(sources, targets, List.of(equal)));
        return this;
    }

    Labels labels(String alert, String... more) {
        return Labels.of(more).with("alertname", alert).with("scenario", name);
    }

    Scenario fire(int second, String alert, String... more) {
        return send(second, labels(alert, more), 0, LONG);
    }

    Scenario resolve(int second, String alert, String... more) {
        return send(second, labels(alert, more), 0, 0);
    }

    Scenario send(int second, Labels labels, int startsAt, @Nullable Integer endsAt) {
        Map<String, String> annotations = Map.of("summary", name, "sent", "" + second);
        return event(second, new Action.Send(labels, annotations, startsAt, endsAt));
    }

    Scenario mute(int second, String silence, String matchers, int startsAt, int endsAt) {
        List<LabelMatcher> all = new ArrayList<>(Matchers.parse(matchers));
        all.add(own());
        return event(second, new Action.Mute(name + silence, all, startsAt, endsAt));
    }

    Scenario unmute(int second, String silence) {
        return event(second, new Action.Unmute(name + silence));
    }

    Scenario breaks(int second, boolean broken) {
        return event(second, new Action.Break(name, broken));
    }

    private Scenario event(int second, Action action) {
        events.add(new Event(second, action));
        return this;
    }

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>(List.of(
                new Scenario("basic")
                        .fire(0, "a", "instance", "1")
                        .fire(1, "a", "instance", "2")
                        .fire(1, "b")
                        .resolve(4, "a", "instance", "1")
                        .resolve(7, "a", "instance", "2")
                        .fire(11, "a", "instance", "3")
                        .resolve(15, "b")
                        .resolve(15, "a", "instance", "3"),
                // checked each 2 s, so that it is repeated each 6 s
                new Scenario("repeat")
                        .routed(route -> route.timed(route.groupWait(), Duration.ofSeconds(2), Duration.ofMillis(4700)))
                        .fire(0, "a")
                        .fire(9, "a", "instance", "2")
                        .resolve(16, "a"),
                new Scenario("firing-only")
                        .told(new Integration("webhook", false, 0))
                        .fire(0, "a", "instance", "1")
                        .fire(0, "a", "instance", "2")
                        .resolve(3, "a", "instance", "1")
                        .resolve(6, "a", "instance", "2")
                        .fire(9, "a", "instance", "2")
                        .resolve(12, "a", "instance", "2"),
                new Scenario("short")
                        .routed(route -> route.timed(Duration.ofMillis(1500), Duration.ofSeconds(2), null))
                        .fire(0, "a")
                        .resolve(1, "a")
                        .fire(6, "a"),
                new Scenario("inhibition")
                        .inhibited("alertname=down", "alertname=~\"slow|lossy\"", "host")
                        .fire(0, "slow", "host", "1")
                        .fire(0, "slow", "host", "2")
                        .fire(0, "slow")
                        .fire(3, "down", "host", "1")
                        .fire(4, "lossy", "host", "1")
                        .fire(4, "lossy", "host", "3")
                        .fire(6, "down")
                        .resolve(9, "slow", "host", "2")
                        .resolve(11, "down", "host", "1")
                        .resolve(16, "slow", "host", "1")
                        .resolve(16, "down"),
                new Scenario("both-sides")
                        .inhibited("level=~\"high|top\"", "level=~\"high|low\"")
                        .fire(0, "a", "level", "high")
                        .fire(0, "b", "level", "low")
                        .fire(6, "c", "level", "top")
                        .fire(8, "a", "level", "high", "instance", "2")
                        .resolve(12, "c", "level", "top"),
                new Scenario("silence")
                        .mute(0, "first", "instance=\"1\"", 0, LONG)
                        .mute(0, "later", "instance=~\"2|4\"", 5, 11)
                        .fire(0, "a", "instance", "1")
                        .fire(0, "a", "instance", "2")
                        .fire(6, "a", "instance", "3")
                        .fire(8, "a", "instance", "4")
                        .unmute(15, "first")
                        .mute(18, "all", "alertname=a", 0, LONG)
                        .resolve(20, "a", "instance", "3")
                        .unmute(25, "all")
                        .fire(27, "a", "instance", "3"),
                new Scenario("continue")
                        .alsoTold("-other", Integration.of("webhook"))
                        .routed(route -> route.with(
                                Route.to("continue-other", Matchers.parseOne("team=~\"x|y\""))
                                        .groupedBy("team")
                                        .continuing(),
                                Route.to(null, Matchers.parseOne("team=x")).timed(null, Duration.ofSeconds(3), null),
                                Route.to("continue-other", Matchers.parseOne("team!=\"\""))
                                        .groupedBy("...")))
                        .fire(0, "a", "team", "x")
                        .fire(0, "b", "team", "x")
                        .fire(0, "c", "team", "y")
                        .fire(0, "d")
                        .fire(3, "e", "team", "z")
                        .resolve(5, "a", "team", "x")
                        .resolve(8, "c", "team", "y"),
                new Scenario("timeout")
                        .send(0, Labels.of("alertname", "a", "scenario", "timeout"), 0, null)
                        .send(3, Labels.of("alertname", "a", "scenario", "timeout"), -3, null)
                        .send(6, Labels.of("alertname", "a", "scenario", "timeout"), -6, null)
                        .send(0, Labels.of("alertname", "b", "scenario", "timeout"), 0, 9),
                new Scenario("each")
                        .routed(route -> route.groupedBy("..."))
                        .fire(0, "a", "instance", "1")
                        .fire(0, "a", "instance", "2")
                        .resolve(3, "a", "instance", "1"),
                new Scenario("broken")
                        .breaks(0, true)
                        .fire(0, "a")
                        .fire(3, "a", "instance", "2")
                        .breaks(6, false)
                        .breaks(9, true)
                        .resolve(10, "a")
                        .breaks(14, false),
                new Scenario("old")
                        .routed(route -> route.timed(Duration.ofSeconds(20), Duration.ofSeconds(3), null))
                        .send(2, Labels.of("alertname", "a", "scenario", "old"), -60, LONG)
                        .send(3, Labels.of("alertname", "a", "scenario", "old", "instance", "2"), -60, LONG),
                new Scenario("ways")
                        .told(new Integration("webhook", true, 2), new Integration("webhook", false, 0))
                        .fire(0, "a", "instance", "1")
                        .fire(0, "a", "job", "z")
                        .fire(0, "a", "job", "z", "instance", "1")
                        .fire(0, "a", "z", "z", "instance", "2")
                        .resolve(4, "a", "job", "z")
                        .resolve(8, "a", "instance", "1")
                        .resolve(8, "a", "job", "z", "instance", "1")
                        .resolve(8, "a", "z", "z", "instance", "2"),
                new Scenario("overlap")
                        .send(0, Labels.of("alertname", "a", "scenario", "overlap"), -9, 60)
                        .send(2, Labels.of("alertname", "a", "scenario", "overlap"), -6, 30)
                        .send(4, Labels.of("alertname", "a", "scenario", "overlap"), -2, 0)
                        .send(5, Labels.of("alertname", "a", "scenario", "overlap"), -4, -2)
                        .send(9, Labels.of("alertname", "a", "scenario", "overlap"), -30, 20),
                // after the groups without alerts were removed, 30 s after the start
                new Scenario("again")
                        .routed(route -> route.timed(Duration.ofMillis(500), Duration.ofSeconds(5), null))
                        .fire(0, "a")
                        .resolve(2, "a")
                        .fire(12, "a")
                        .resolve(13, "a")
                        .fire(33, "a")));
        for (int seed = 1; seed <= 6; seed++) {
            all.add(random(seed));
        }
        return all;
    }

    /** Anything may happen. */
    private static Scenario random(int seed) {
        Random random = new Random(seed);
        Scenario scenario = new Scenario("random" + seed).alsoTold("-quiet", new Integration("webhook", false, 0));
        scenario.inhibited("level=high", "level=low", "instance");
        scenario.routed(route -> route.timed(
                        route.groupWait(), Duration.ofSeconds(1 + seed % 3), Duration.ofMillis(6700))
                .with(
                        Route.to(scenario.name + "-quiet", Matchers.parseOne("instance=\"1\""))
                                .groupedBy("level")
                                .continuing(),
                        Route.to(null, Matchers.parseOne("level!=none"))));
        int silences = 0;
        for (int second = 0; second < 33; second++) {
            String alert = "n" + random.nextInt(2);
            String instance = "" + random.nextInt(3);
            String level = random.nextBoolean() ? "high" : "low";
            int kind = random.nextInt(8);
            if (kind < 3) {
                scenario.fire(second, alert, "instance", instance, "level", level);
            } else if (kind < 4) {
                scenario.send(
                        second, scenario.labels(alert, "instance", instance, "level", level), 0, 1 + random.nextInt(8));
            } else if (kind < 7) {
                scenario.resolve(second, alert, "instance", instance, "level", level);
            } else {
                int from = random.nextInt(3);
                scenario.mute(
                        second, "-s" + silences++, "instance=\"" + instance + "\"", from, from + 1 + random.nextInt(6));
            }
        }
        return scenario;
    }
}
