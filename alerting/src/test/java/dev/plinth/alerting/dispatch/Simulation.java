// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A dispatcher with a clock that moves when it is told to. All that is told is delivered at once, unless receivers are broken. */
final class Simulation {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final List<String> told = new ArrayList<>();
    private final List<Notification> undelivered = new ArrayList<>();
    private Routing routing;
    private Dispatcher dispatcher;
    private Instant now = START;
    private boolean broken;
    private boolean slow;

    Simulation(Routing routing) {
        this.routing = routing;
        this.dispatcher = new Dispatcher(routing, DispatcherOptions.DEFAULT, START);
    }

    /** A route to receiver {@code r}, by alertname, with a wait of 10 s, an interval of 60 s and repetition after 10 min. */
    static Route route() {
        return Route.to("r").groupedBy("alertname").timed(seconds(10), seconds(60), seconds(600));
    }

    static Routing routing(Route route, InhibitRule... rules) {
        return new Routing(
                route,
                List.of(
                        Receiver.of("r", Integration.of("webhook")),
                        Receiver.of("quiet", new Integration("webhook", false, 0)),
                        Receiver.of("second", Integration.of("webhook")),
                        Receiver.of("both", Integration.of("webhook"), new Integration("email", false, 2))),
                List.of(rules));
    }

    static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    Instant now() {
        return now;
    }

    /** Lets the time pass until this second, and does what is due meanwhile. */
    Simulation at(int second) {
        Instant target = START.plusSeconds(second);
        Optional<Instant> next = dispatcher.next();
        while (next.isPresent() && !next.get().isAfter(target)) {
            now = next.get().isAfter(now) ? next.get() : now;
            run();
            next = dispatcher.next();
        }
        now = target;
        return this;
    }

    private void run() {
        for (Notification notification : dispatcher.run(now)) {
            if (slow) {
                undelivered.add(notification);
            } else if (broken) {
                dispatcher.failed(notification, now);
            } else {
                deliver(notification);
            }
        }
    }

    private void deliver(Notification notification) {
        dispatcher.delivered(notification, now);
        told.add(text(notification));
    }

    private String text(Notification notification) {
        String text = Duration.between(START, now).toSeconds() + " " + notification.receiver();
        text += names(" firing ", notification.firing()) + names(" resolved ", notification.resolved());
        return text;
    }

    private static String names(String prefix, List<Alert> alerts) {
        return alerts.isEmpty()
                ? ""
                : prefix
                        + alerts.stream()
                                .map(alert -> alert.name() + alert.labels().get("instance"))
                                .collect(Collectors.joining(","));
    }

    /** @param labels after the name, in pairs */
    static Labels labels(String name, String... labels) {
        return Labels.of(labels).with("alertname", name);
    }

    Simulation fire(String name, String... labels) {
        return insert(labels(name, labels), now, null);
    }

    Simulation resolve(String name, String... labels) {
        return insert(labels(name, labels), now, now);
    }

    /** Fires until it is resolved explicitly: an hour. */
    private Simulation insert(Labels labels, Instant startsAt, @Nullable Instant endsAt) {
        Duration timeout = Duration.ofHours(1);
        dispatcher.insert(List.of(Alert.received(labels, Map.of(), startsAt, endsAt, "", now, timeout)), now);
        return this;
    }

    Simulation insert(Alert alert) {
        dispatcher.insert(List.of(alert), now);
        return this;
    }

    Simulation silence(String id, int from, int to, String matchers) {
        dispatcher.put(new Silence(
                id, Matchers.parse(matchers), START.plusSeconds(from), START.plusSeconds(to), "ann", "", now));
        return this;
    }

    Simulation broken(boolean isBroken) {
        broken = isBroken;
        return this;
    }

    Simulation slow(boolean isSlow) {
        slow = isSlow;
        return this;
    }

    /** Delivers what a slow receiver has not been told yet. */
    Simulation deliverAll() {
        undelivered.forEach(this::deliver);
        undelivered.clear();
        return this;
    }

    Simulation reload(Routing newRouting) {
        routing = newRouting;
        dispatcher.reload(newRouting, now);
        return this;
    }

    /** Another process goes on, which knows nothing of what is on its way. */
    Simulation restart() {
        return restart(routing);
    }

    Simulation restart(Routing newRouting) {
        routing = newRouting;
        dispatcher = new Dispatcher(newRouting, DispatcherOptions.DEFAULT, dispatcher.state(), now);
        return this;
    }

    /** Like {@code 10 r firing a1,a2 resolved a3}: the second, the receiver, names with instances. */
    List<String> told() {
        return told;
    }
}
