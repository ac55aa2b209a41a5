// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Alerts that are told of together, and when. */
final class Group {
    /** By the time at which they are due, and by age. */
    static final Comparator<Group> BY_TIME = Comparator.comparing(Group::due).thenComparingLong(group -> group.number);

    final RouteNode route;
    final Labels labels;
    final String key;

    private final long number;
    private final Set<TrackedAlert> alerts = new LinkedHashSet<>();
    private Instant next;
    private boolean flushed;
    private boolean removed;
    private @Nullable Flight flight;

    Group(RouteNode route, Labels labels, long number, Instant next, boolean flushed) {
        this.route = route;
        this.labels = labels;
        this.key = route.groupKey(labels);
        this.number = number;
        this.next = next;
        this.flushed = flushed;
    }

    /** When it is to be looked at. Not changed while it waits for that. */
    Instant due() {
        return flight == null ? next : flight.at();
    }

    Instant next() {
        return next;
    }

    boolean isFlushed() {
        return flushed;
    }

    /** Whether it waits to be looked at: it has alerts, and nothing that is on its way. */
    boolean waits() {
        return !removed && !alerts.isEmpty() && (flight == null || flight.isLost());
    }

    boolean isRemoved() {
        return removed;
    }

    void remove() {
        removed = true;
    }

    boolean contains(TrackedAlert alert) {
        return alerts.contains(alert);
    }

    boolean isEmpty() {
        return alerts.isEmpty();
    }

    List<TrackedAlert> alerts() {
        return List.copyOf(alerts);
    }

    List<TrackedAlert> sortedAlerts() {
        return alerts.stream()
                .sorted(Comparator.comparing(TrackedAlert::labels, LabelOrder.ALERTS))
                .toList();
    }

    /** Adds an alert that the group had when its state was kept. */
    void restore(TrackedAlert alert) {
        alerts.add(alert);
    }

    /** Whether an alert that is told of now makes a difference: it is new here, or makes a first notification overdue. */
    boolean changesWith(TrackedAlert alert, Instant now) {
        return !alerts.contains(alert) || (isOverdue(alert, now) && next.isAfter(now));
    }

    private boolean isOverdue(TrackedAlert alert, Instant now) {
        return !flushed && alert.alert().startsAt().plus(route.groupWait()).isBefore(now);
    }

    /** The group is told at once when the alert began longer ago than it would wait. Until then what is empty has kept its rhythm. */
    void add(TrackedAlert alert, Instant now) {
        if (alerts.isEmpty() && next.isBefore(now)) {
            skipTo(now);
        }
        alerts.add(alert);
        if (isOverdue(alert, now) && next.isAfter(now)) {
            next = now;
        }
    }

    private void skipTo(Instant now) {
        Duration interval = route.groupInterval();
        long missed = Duration.between(next, now).dividedBy(interval);
        next = next.plus(interval.multipliedBy(missed));
        if (next.isBefore(now)) {
            next = next.plus(interval);
        }
    }

    void remove(TrackedAlert alert) {
        alerts.remove(alert);
    }

    /** Starts the interval until the next flush. After what was interrupted it goes on as it was. */
    void flushing(Instant now) {
        if (flight == null || !next.isAfter(now)) {
            next = now.plus(route.groupInterval());
        }
        flight = null;
        flushed = true;
    }

    @Nullable
    Flight flight() {
        return flight;
    }

    void fly(Flight newFlight) {
        flight = newFlight;
    }

    void landed(Instant now) {
        flight = null;
        if (alerts.isEmpty() && !next.isAfter(now)) {
            next = now.plus(route.groupInterval());
        }
    }
}
