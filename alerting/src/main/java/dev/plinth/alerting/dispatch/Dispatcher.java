// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.alerting.dispatch.DispatcherState.StoredAlert;
import dev.plinth.alerting.dispatch.DispatcherState.StoredFlight;
import dev.plinth.alerting.dispatch.DispatcherState.StoredGroup;
import dev.plinth.alerting.dispatch.Notification.Receipt;
import dev.plinth.alerting.dispatch.TrackedAlert.Placement;
import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is told of which alerts, and when, as Alertmanager does. A machine without clock and threads: it is told the time, which must not go back, and
 * the same calls give the same notifications. Not safe for use by several threads.
 *
 * <p>Alerts are inserted again and again while they fire. At {@link #next} there is something to do, which {@link #run} does. A notification is told again, with
 * what is true by then, until it is said to be delivered.
 */
public final class Dispatcher {
    private record GroupId(String routeId, Labels labels) {}

    private final DispatcherOptions options;
    private final Map<Labels, TrackedAlert> alerts = new LinkedHashMap<>();
    private final Map<GroupId, Group> groups = new LinkedHashMap<>();
    private final TreeSet<Group> waiting = new TreeSet<>(Group.BY_TIME);
    private final Map<Long, Group> flying = new LinkedHashMap<>();
    private final Map<String, Silence> silences = new LinkedHashMap<>();
    private final NotificationLog log;
    private RouteNode route;
    private Inhibitions inhibitions;
    private Pipeline pipeline;
    private Instant groupsMaintainedAt;
    private Instant logMaintainedAt;
    private long nextFlush;
    private long nextGroup;

    public Dispatcher(Routing routing, DispatcherOptions options, Instant now) {
        this(routing, options, new DispatcherState(now, now, 0, List.of(), List.of(), List.of(), List.of()), now);
    }

    /**
     * A dispatcher that goes on where another ended. Notifications that were on their way then are told again at once, unless they are said to be delivered
     * before. What the routing no longer has is dropped, and what it newly has is added, as by {@link #reload}.
     */
    public Dispatcher(Routing routing, DispatcherOptions options, DispatcherState state, Instant now) {
        this.options = options;
        this.log = new NotificationLog(options.retention(), state.log());
        this.groupsMaintainedAt = state.groupsMaintainedAt();
        this.logMaintainedAt = state.logMaintainedAt();
        this.nextFlush = state.nextFlush();
        this.route = RouteNode.root(routing.route());
        this.inhibitions = new Inhibitions(routing.inhibitRules());
        state.silences().forEach(silence -> silences.put(silence.id(), silence));
        this.pipeline = new Pipeline(routing, inhibitions, silences.values(), log);
        restore(state, now);
    }

    private void restore(DispatcherState state, Instant now) {
        for (StoredAlert stored : state.alerts()) {
            alerts.put(stored.alert().labels(), new TrackedAlert(stored.alert(), stored.processed()));
        }
        Map<String, RouteNode> routes = new HashMap<>();
        collect(route, routes);
        List<TrackedAlert> all = List.copyOf(alerts.values());
        for (StoredGroup stored : state.groups()) {
            RouteNode node = routes.get(stored.routeId());
            if (node == null) {
                continue;
            }
            Group group = new Group(node, stored.labels(), nextGroup++, stored.next(), stored.flushed());
            for (int place : stored.alerts()) {
                TrackedAlert alert = all.get(place);
                if (node.groupLabels(alert.labels()).equals(stored.labels())
                        && route.match(alert.labels()).contains(node)) {
                    group.restore(alert);
                }
            }
            if (stored.flight() != null && !group.isEmpty()) {
                StoredFlight flight = stored.flight();
                fly(
                        group,
                        new Flight(
                                flight.flush(),
                                flight.at(),
                                flight.deadline(),
                                flight.pending(),
                                flight.failed(),
                                flight.resolved(),
                                true));
            }
            groups.put(new GroupId(stored.routeId(), stored.labels()), group);
            await(group);
        }
        for (TrackedAlert alert : all) {
            inhibitions.add(alert);
            place(alert);
            boolean wanted = !alert.alert().isResolved(now) || !alert.isInAGroup();
            for (Placement placement : alert.placements()) {
                if (wanted && !placement.has(alert)) {
                    insert(alert, placement, now);
                }
            }
        }
    }

    private static void collect(RouteNode node, Map<String, RouteNode> routes) {
        routes.put(node.id(), node);
        node.routes().forEach(child -> collect(child, routes));
    }

    /** All that it knows, from which another goes on. */
    public DispatcherState state() {
        Map<Labels, Integer> places = new HashMap<>();
        List<StoredAlert> storedAlerts = new ArrayList<>();
        for (TrackedAlert alert : alerts.values()) {
            places.put(alert.labels(), storedAlerts.size());
            storedAlerts.add(new StoredAlert(alert.alert(), alert.isProcessed()));
        }
        List<StoredGroup> storedGroups = new ArrayList<>();
        for (Group group : groups.values()) {
            List<Integer> members = group.alerts().stream()
                    .map(alert -> places.getOrDefault(alert.labels(), 0))
                    .toList();
            storedGroups.add(new StoredGroup(
                    group.route.id(), group.labels, group.next(), group.isFlushed(), members, stored(group.flight())));
        }
        return new DispatcherState(
                groupsMaintainedAt,
                logMaintainedAt,
                nextFlush,
                storedAlerts,
                storedGroups,
                log.entries(),
                List.copyOf(silences.values()));
    }

    private static @Nullable StoredFlight stored(@Nullable Flight flight) {
        return flight == null
                ? null
                : new StoredFlight(
                        flight.flush(),
                        flight.at(),
                        flight.deadline(),
                        flight.pending(),
                        flight.isFailed(),
                        flight.resolved());
    }

    /**
     * Routes as a reload of Alertmanager does: all groups are made anew, so that they wait {@code groupWait} again or are looked at at once; what was told
     * remains known. A notification that is on its way still counts for its group if that is still told to the same receiver.
     */
    public void reload(Routing routing, Instant now) {
        maintain(now);
        List<Group> before = List.copyOf(flying.values());
        groups.values().forEach(Group::remove);
        groups.clear();
        waiting.clear();
        flying.clear();
        route = RouteNode.root(routing.route());
        inhibitions = new Inhibitions(routing.inhibitRules());
        pipeline = new Pipeline(routing, inhibitions, silences.values(), log);
        groupsMaintainedAt = now;
        for (TrackedAlert alert : alerts.values()) {
            inhibitions.add(alert);
            place(alert);
            insert(alert, now);
        }
        for (Group old : before) {
            Flight flight = old.flight();
            for (Group group : groups.values()) {
                if (flight != null
                        && group.flight() == null
                        && !flying.containsKey(flight.flush())
                        && group.key.equals(old.key)
                        && group.route.receiver().equals(old.route.receiver())) {
                    waiting.remove(group);
                    fly(group, flight);
                    await(group);
                }
            }
        }
    }

    /** Takes in what senders tell, now. What is known of an alert already and overlaps in time is merged with it. */
    public void insert(Collection<Alert> news, Instant now) {
        maintain(now);
        for (Alert alert : news) {
            TrackedAlert known = alerts.get(alert.labels());
            if (known == null) {
                known = new TrackedAlert(alert, false);
                alerts.put(alert.labels(), known);
                inhibitions.add(known);
                place(known);
            } else {
                known.update(alert.overlaps(known.alert()) ? known.alert().merge(alert, now) : alert);
            }
            insert(known, now);
        }
    }

    private void place(TrackedAlert alert) {
        alert.placed(route.match(alert.labels()).stream()
                .map(node -> {
                    Labels labels = node.groupLabels(alert.labels());
                    return new Placement(node, labels, groups.get(new GroupId(node.id(), labels)));
                })
                .toList());
    }

    private void insert(TrackedAlert alert, Instant now) {
        for (Placement placement : alert.placements()) {
            insert(alert, placement, now);
        }
    }

    private void insert(TrackedAlert alert, Placement placement, Instant now) {
        Group group = placement.group((node, labels) -> groups.computeIfAbsent(
                new GroupId(node.id(), labels),
                _ -> new Group(node, labels, nextGroup++, now.plus(node.groupWait()), false)));
        if (group.changesWith(alert, now)) {
            waiting.remove(group);
            group.add(alert, now);
            await(group);
        }
    }

    private void await(Group group) {
        if (group.waits()) {
            waiting.add(group);
        }
    }

    private void fly(Group group, Flight flight) {
        group.fly(flight);
        flying.put(flight.flush(), group);
    }

    /** When there is something to do; nothing before the next alert when empty. A time that has passed means at once. */
    public Optional<Instant> next() {
        Instant next = waiting.isEmpty() ? null : waiting.first().due();
        for (Group group : flying.values()) {
            Flight flight = group.flight();
            if (flight != null
                    && !flight.isLost()
                    && (next == null || flight.deadline().isBefore(next))) {
                next = flight.deadline();
            }
        }
        return Optional.ofNullable(next);
    }

    /** Looks at all groups that are due, and says who is to be told what. */
    public List<Notification> run(Instant now) {
        maintain(now);
        for (Group group : List.copyOf(flying.values())) {
            Flight flight = group.flight();
            if (flight != null && !flight.isLost() && !flight.deadline().isAfter(now)) {
                land(group, flight, false, now);
            }
        }
        List<Notification> notifications = new ArrayList<>();
        while (!waiting.isEmpty() && !waiting.first().due().isAfter(now)) {
            Group group = waiting.first();
            waiting.remove(group);
            notifications.addAll(flush(group, now));
        }
        return notifications;
    }

    private List<Notification> flush(Group group, Instant now) {
        Flight lost = group.flight();
        if (lost != null) {
            flying.remove(lost.flush());
        }
        group.flushing(now);
        long number = nextFlush++;
        List<Notification> notifications = pipeline.flush(group, number, now);
        List<Alert> resolved = group.alerts().stream()
                .map(TrackedAlert::alert)
                .filter(alert -> alert.isResolved(now))
                .toList();
        List<String> targets = notifications.stream()
                .map(notification -> notification.receipt().target())
                .toList();
        Instant deadline =
                notifications.isEmpty() ? now : notifications.getFirst().deadline();
        Flight flight = new Flight(number, now, deadline, targets, false, resolved, false);
        if (notifications.isEmpty()) {
            land(group, flight, true, now);
        } else {
            fly(group, flight);
        }
        return notifications;
    }

    /** Says that somebody was told, so that nobody tells it again. Counts also after the deadline, and after a restart. */
    public void delivered(Notification notification, Instant now) {
        maintain(now);
        log.note(notification.receipt(), notification.at(), now);
        end(notification.receipt(), true, now);
    }

    /** Says that somebody could not be told. It is told, as far as it is still true, when the group is looked at next. */
    public void failed(Notification notification, Instant now) {
        maintain(now);
        end(notification.receipt(), false, now);
    }

    private void end(Receipt receipt, boolean success, Instant now) {
        Group group = flying.get(receipt.flush());
        Flight flight = group == null ? null : group.flight();
        if (group == null || flight == null) {
            return;
        }
        flight.ended(receipt.target(), success);
        if (flight.isOver()) {
            land(group, flight, !flight.isFailed(), now);
        }
    }

    /** The end of a flush. When all were told, the group forgets what is over and was not heard of since. */
    private void land(Group group, Flight flight, boolean success, Instant now) {
        waiting.remove(group);
        flying.remove(flight.flush());
        if (success) {
            for (Alert alert : flight.resolved()) {
                TrackedAlert known = alerts.get(alert.labels());
                if (known != null && known.alert().equals(alert)) {
                    group.remove(known);
                    forgetIfOver(known, now);
                }
            }
        }
        group.landed(now);
        await(group);
    }

    private void forgetIfOver(TrackedAlert alert, Instant now) {
        if (alert.alert().isResolved(now) && !alert.isInAGroup()) {
            alerts.remove(alert.labels());
            inhibitions.remove(alert);
        }
    }

    /** Does what was to be done periodically since the last call. */
    private void maintain(Instant now) {
        Instant groupsAt = last(groupsMaintainedAt, options.groupMaintenance(), now);
        if (groupsAt.isAfter(groupsMaintainedAt)) {
            groupsMaintainedAt = groupsAt;
            groups.values().removeIf(group -> {
                if (group.isEmpty()) {
                    group.remove();
                }
                return group.isEmpty();
            });
        }
        Instant logAt = last(logMaintainedAt, options.logMaintenance(), now);
        if (logAt.isAfter(logMaintainedAt)) {
            logMaintainedAt = logAt;
            log.forgetExpired(logAt);
            silences.values()
                    .removeIf(silence ->
                            !silence.endsAt().plus(options.retention()).isAfter(logAt));
        }
    }

    private static Instant last(Instant before, Duration interval, Instant now) {
        Duration passed = Duration.between(before, now);
        return passed.compareTo(interval) < 0 ? before : before.plus(interval.multipliedBy(passed.dividedBy(interval)));
    }

    /** A new silence, or one that takes the place of that with its id. Counts from the next flush on. */
    public void put(Silence silence) {
        silences.put(silence.id(), silence);
    }

    /** Forgets a silence. One that is to be seen for a while is {@link Silence#expired} and put again. */
    public void removeSilence(String id) {
        silences.remove(id);
    }

    public List<Silence> silences() {
        return List.copyOf(silences.values());
    }

    /** What was told to whom. */
    public List<LogEntry> log() {
        return log.entries();
    }

    /** All alerts that are not over, by group, sorted as Alertmanager does. */
    public List<GroupedAlerts> groups(Instant now) {
        List<GroupedAlerts> views = new ArrayList<>();
        for (Group group : groups.values()) {
            List<GroupedAlerts.Item> items = group.sortedAlerts().stream()
                    .filter(alert -> !alert.alert().endsAt().isBefore(now))
                    .map(alert -> new GroupedAlerts.Item(alert.alert(), pipeline.status(alert, now), receivers(alert)))
                    .toList();
            if (!items.isEmpty()) {
                views.add(new GroupedAlerts(group.route.receiver(), group.key, group.route.id(), group.labels, items));
            }
        }
        views.sort(Comparator.comparing(GroupedAlerts::labels, LabelOrder.GROUPS)
                .thenComparing(GroupedAlerts::receiver)
                .thenComparing(GroupedAlerts::routeId));
        return views;
    }

    /** An alert that is known, over or not. */
    public Optional<Alert> alert(Labels labels) {
        return Optional.ofNullable(alerts.get(labels)).map(TrackedAlert::alert);
    }

    /** An alert that is known, over or not, with those who are told of it. */
    public Optional<GroupedAlerts.Item> find(Labels labels, Instant now) {
        return Optional.ofNullable(alerts.get(labels))
                .map(alert -> new GroupedAlerts.Item(alert.alert(), pipeline.status(alert, now), receivers(alert)));
    }

    private static List<String> receivers(TrackedAlert alert) {
        return alert.placements().stream()
                .filter(placement -> placement.has(alert))
                .map(placement -> placement.route.receiver())
                .sorted()
                .toList();
    }

    /** How many alerts are known, over or not. */
    public int size() {
        return alerts.size();
    }
}
