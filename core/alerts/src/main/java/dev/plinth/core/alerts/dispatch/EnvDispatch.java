// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.dispatch;

import dev.plinth.alerting.dispatch.Alert;
import dev.plinth.alerting.dispatch.Dispatcher;
import dev.plinth.alerting.dispatch.DispatcherOptions;
import dev.plinth.alerting.dispatch.DispatcherState;
import dev.plinth.alerting.dispatch.Flapping;
import dev.plinth.alerting.dispatch.GroupedAlerts;
import dev.plinth.alerting.dispatch.Notification;
import dev.plinth.alerting.dispatch.Silence;
import dev.plinth.core.alerts.deadman.DeadManSwitches;
import dev.plinth.core.alerts.deadman.DeadManSwitches.Switch;
import dev.plinth.core.alerts.deadman.SignsOfLife;
import dev.plinth.core.alerts.dispatch.StateStore.Change;
import dev.plinth.core.alerts.dispatch.StateStore.Known;
import dev.plinth.core.alerts.dispatch.StateStore.Versioned;
import dev.plinth.core.alerts.history.AlertReader;
import dev.plinth.core.alerts.history.AlertRecord;
import dev.plinth.core.alerts.history.AlertWriter;
import dev.plinth.core.alerts.history.AlertWriter.Entry;
import dev.plinth.core.alerts.history.Delivery;
import dev.plinth.core.alerts.history.Happening;
import dev.plinth.core.alerts.intake.AlertIntake.Source;
import dev.plinth.core.alerts.intake.StoredIntake;
import dev.plinth.core.alerts.intake.StoredIntake.Batch;
import dev.plinth.core.alerts.routing.AlertReceiverSpec.Escalation;
import dev.plinth.core.alerts.routing.AlertReceiverSpec.Way;
import dev.plinth.core.alerts.routing.Routings;
import dev.plinth.core.alerts.routing.Routings.Decided;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.parser.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Who is told of the alerts of one environment. What was decided is in the database before anybody is told. When that fails, this is thrown away, and another goes
 * on from what is there. Not safe for use by several threads.
 */
final class EnvDispatch {
    /** What nobody would miss is kept so often at least. */
    private static final Duration KEPT_WITHIN = Duration.ofSeconds(10);

    private static final Duration SIGNS_READ = Duration.ofSeconds(2);
    /** How much longer an alert of a switch lives, at least, so that it need not be told at each look. */
    private static final Duration SWITCH_RENEWED = Duration.ofMinutes(3);

    private static final int KNOWN_ENDED = 10_000;

    private final String env;
    private final Parts parts;
    private final Dispatcher dispatcher;
    private final Flapping flapping;
    private final Instant takenOver;
    private final Map<Labels, OpenAlert> open = new LinkedHashMap<>();
    /** Ids of those that have ended, as long as they may be told. */
    private final Map<Labels, Long> ended = new LinkedHashMap<>();

    private final Set<Long> taken = new HashSet<>();
    private Draft draft = new Draft();
    private Decided decided;
    private List<Silence> silences = List.of();
    private List<Switch> switches = List.of();
    private long position = -1;
    private long version;
    private Instant keptAt;
    private Map<String, Instant> signs = Map.of();
    private Instant signsAt = Instant.MIN;

    /** What all environments need. */
    record Parts(
            Routings routings,
            StateStore states,
            AlertWriter writer,
            AlertReader reader,
            StoredIntake intake,
            DeadManSwitches switches,
            SignsOfLife signs,
            TransactionTemplate transaction,
            FlappingRule flapping) {}

    /** When an alert is flapping: as often as that within the window. */
    record FlappingRule(int times, Duration window) {}

    /** What has happened since it was kept. */
    private static final class Draft {
        final Set<OpenAlert> changed = new LinkedHashSet<>();
        /** Of which only other words are used, which can wait. */
        final Set<OpenAlert> reworded = new LinkedHashSet<>();

        final Map<Long, Instant> ended = new LinkedHashMap<>();
        final List<Entry> entries = new ArrayList<>();
        final List<Delivery> deliveries = new ArrayList<>();
        final Map<String, Instant> signs = new HashMap<>();
        final List<Parcel> parcels = new ArrayList<>();

        boolean isEmpty() {
            return changed.isEmpty() && ended.isEmpty() && entries.isEmpty() && deliveries.isEmpty() && signs.isEmpty();
        }
    }

    EnvDispatch(String env, Parts parts, Instant now) {
        this.env = env;
        this.parts = parts;
        this.takenOver = now;
        this.keptAt = now;
        this.decided = parts.routings.decided(env);
        Optional<Versioned> stored = parts.states.read(env);
        this.version = stored.map(Versioned::version).orElse(0L);
        this.dispatcher = stored.map(known -> new Dispatcher(
                        decided.routing(),
                        DispatcherOptions.DEFAULT,
                        known.known().dispatcher(),
                        now))
                .orElseGet(() -> new Dispatcher(decided.routing(), DispatcherOptions.DEFAULT, now));
        Map<Labels, Flapping.History> histories = new HashMap<>();
        stored.ifPresent(
                known -> known.known().changes().forEach(change -> histories.put(change.labels(), change.history())));
        this.flapping = new Flapping(parts.flapping.times(), parts.flapping.window(), histories);
        for (AlertRecord kept : parts.reader.open(env)) {
            OpenAlert alert = new OpenAlert(kept);
            open.put(alert.labels(), alert);
        }
        parts.writer.giveUpPending(env, now);
    }

    /** Batches of alerts that it has taken and that are still in the database. */
    Set<Long> taken() {
        return taken;
    }

    /**
     * Does all there is to do.
     *
     * @param batches that came in
     * @param results of what it gave before
     * @param position of the ledger, which says whether something else may be decided
     * @return what is to be delivered, of which is kept that it is
     */
    List<Parcel> look(List<Batch> batches, List<Parcel.Result> results, long position, Instant now) {
        follow(position, now);
        results.forEach(result -> land(result, now));
        for (Batch batch : batches) {
            taken.add(batch.id());
            batch.alerts().forEach(alert -> take(alert, batch.source(), now));
        }
        watchSwitches(now);
        endFlapping(now);
        endOver(now);
        escalate(now);
        dispatcher.run(now).forEach(notification -> tell(notification, now));
        if (!draft.isEmpty() || (!taken.isEmpty() && !keptAt.plus(KEPT_WITHIN).isAfter(now))) {
            return keep(now);
        }
        return List.of();
    }

    private void follow(long current, Instant now) {
        if (current == position) {
            return;
        }
        if (!parts.routings.revisions(env).equals(decided.revisions())) {
            decided = parts.routings.decided(env);
            dispatcher.reload(decided.routing(), now);
        }
        List<Silence> wanted = parts.routings.silences(env);
        if (!wanted.equals(silences)) {
            silences.forEach(silence -> dispatcher.removeSilence(silence.id()));
            wanted.forEach(dispatcher::put);
            silences = wanted;
        }
        switches = parts.switches.declared(env);
        position = current;
    }

    private void take(Alert alert, Source source, Instant now) {
        boolean firing = !alert.isResolved(now);
        flapping.observe(alert.labels(), firing, now);
        // one that fires again and again is told to be over only when it is so for a while
        Alert told = firing
                ? alert
                : flapping.steadyAt(alert.labels(), now)
                        .map(steady -> goesOnUntil(alert, steady, now))
                        .orElse(alert);
        OpenAlert known = open.get(alert.labels());
        if (known == null && firing) {
            known = new OpenAlert(parts.writer.nextId(), alert, source);
            open.put(known.labels(), known);
            draft.changed.add(known);
            happened(known.id(), alert.startsAt(), Happening.Type.FIRED, known.summary());
        } else if (known != null && firing && known.says(OpenAlert.texts(alert))) {
            draft.reworded.add(known);
        }
        if (known != null && !known.isFlapping() && flapping.isFlapping(alert.labels(), now)) {
            known.flaps(true);
            draft.changed.add(known);
            happened(
                    known.id(),
                    now,
                    Happening.Type.FLAPPING,
                    "Fired and ended %d times within %s"
                            .formatted(
                                    parts.flapping.times(),
                                    Durations.format(parts.flapping.window().toMillis())));
        }
        insert(told, known, now);
        if (firing) {
            switches.stream()
                    .filter(each -> each.isAliveBy(alert.labels()))
                    .forEach(each -> draft.signs.put(each.name(), now));
        }
    }

    private static Alert goesOnUntil(Alert alert, Instant steady, Instant now) {
        return new Alert(
                alert.labels(),
                alert.annotations(),
                alert.startsAt().isAfter(steady) ? steady : alert.startsAt(),
                steady,
                now,
                alert.generatorUrl(),
                false);
    }

    /** Takes it in, and its copies for those to whom it was escalated. */
    private void insert(Alert alert, @Nullable OpenAlert known, Instant now) {
        List<Alert> all = new ArrayList<>(List.of(alert));
        if (known != null) {
            known.escalatedTo().forEach(to -> all.add(copyFor(to, alert)));
        }
        dispatcher.insert(all, now);
    }

    private static Alert copyFor(String receiver, Alert alert) {
        return new Alert(
                alert.labels().with(Routings.ESCALATED_TO, receiver),
                alert.annotations(),
                alert.startsAt(),
                alert.endsAt(),
                alert.updatedAt(),
                alert.generatorUrl(),
                alert.timeout());
    }

    private void watchSwitches(Instant now) {
        if (!signsAt.plus(SIGNS_READ).isAfter(now)) {
            if (!switches.isEmpty()) {
                signs = parts.signs.read(env);
            }
            signsAt = now;
        }
        Set<Labels> looked = new HashSet<>();
        for (Switch each : switches) {
            looked.add(each.labels());
            watch(each, now);
        }
        for (OpenAlert alert : List.copyOf(open.values())) {
            if (alert.isOfSwitch() && !looked.contains(alert.labels())) {
                dispatcher.alert(alert.labels()).ifPresent(last -> take(endedNow(last, now), Source.DEAD_MAN, now));
            }
        }
    }

    private static Alert endedNow(Alert alert, Instant now) {
        return new Alert(
                alert.labels(),
                alert.annotations(),
                alert.startsAt().isAfter(now) ? now : alert.startsAt(),
                now,
                now,
                alert.generatorUrl(),
                false);
    }

    private void watch(Switch each, Instant now) {
        OpenAlert known = open.get(each.labels());
        Instant seen = later(signs.getOrDefault(each.name(), Instant.MIN), draft.signs.get(each.name()));
        if (known != null) {
            if (seen.isAfter(known.startedAt()) || each.since().isAfter(known.startedAt())) {
                take(each.well(known.startedAt(), now), Source.DEAD_MAN, now);
            } else if (dispatcher
                    .alert(known.labels())
                    .map(Alert::endsAt)
                    .filter(end -> end.isAfter(now.plus(SWITCH_RENEWED)))
                    .isEmpty()) {
                take(each.missing(known.startedAt().minus(each.within()), now), Source.DEAD_MAN, now);
            }
            return;
        }
        // while no core was there nobody could say that all is well
        Instant counted = later(later(seen, each.since()), takenOver);
        if (!counted.plus(each.within()).isAfter(now)) {
            take(each.missing(counted, now), Source.DEAD_MAN, now);
        }
    }

    private static Instant later(Instant one, @Nullable Instant other) {
        return other == null || one.isAfter(other) ? one : other;
    }

    private void endOver(Instant now) {
        for (OpenAlert alert : List.copyOf(open.values())) {
            Instant end = dispatcher.alert(alert.labels()).map(Alert::endsAt).orElse(now);
            if (!end.isAfter(now)) {
                open.remove(alert.labels());
                ended.put(alert.labels(), alert.id());
                draft.changed.add(alert);
                draft.ended.put(alert.id(), end);
                happened(alert.id(), end, Happening.Type.RESOLVED, "After " + lasted(alert, end));
                flapping.observe(alert.labels(), false, now);
            }
        }
        if (ended.size() > KNOWN_ENDED) {
            ended.keySet().retainAll(List.copyOf(ended.keySet()).subList(ended.size() - KNOWN_ENDED, ended.size()));
        }
    }

    private static String lasted(OpenAlert alert, Instant end) {
        long seconds = Math.max(0, Duration.between(alert.startedAt(), end).toSeconds());
        return Durations.format(seconds * 1_000);
    }

    /** What is steady again fires, or is over now, whatever its last sender said about its end. */
    private void endFlapping(Instant now) {
        for (OpenAlert alert : List.copyOf(open.values())) {
            if (alert.isFlapping() && !flapping.isFlapping(alert.labels(), now)) {
                alert.flaps(false);
                draft.changed.add(alert);
                happened(alert.id(), now, Happening.Type.STEADY, "Is steady again");
                if (!flapping.isFiring(alert.labels())) {
                    dispatcher.alert(alert.labels()).ifPresent(last -> insert(endedNow(last, now), alert, now));
                }
            }
        }
    }

    private void escalate(Instant now) {
        Map<Long, OpenAlert> due = new LinkedHashMap<>();
        for (OpenAlert alert : open.values()) {
            if (!alert.dueEscalations(now).isEmpty() && !isSuppressed(alert, now)) {
                due.put(alert.id(), alert);
            }
        }
        if (due.isEmpty()) {
            return;
        }
        due.keySet().removeAll(parts.reader.claimed(due.keySet()));
        due.values().forEach(alert -> alert.dueEscalations(now).forEach(from -> escalate(alert, from, now)));
    }

    private boolean isSuppressed(OpenAlert alert, Instant now) {
        return dispatcher
                .find(alert.labels(), now)
                .map(item -> item.status().state() == GroupedAlerts.State.SUPPRESSED)
                .orElse(true);
    }

    private void escalate(OpenAlert alert, String from, Instant now) {
        Escalation escalation = decided.escalation(from);
        draft.changed.add(alert);
        if (escalation == null) {
            alert.escalatesNot(from);
            return;
        }
        alert.escalated(from, escalation.to(), now);
        happened(
                alert.id(),
                now,
                Happening.Type.ESCALATED,
                "To %s: not claimed within %d minutes after %s was told"
                        .formatted(escalation.to(), escalation.afterMinutes(), from),
                Map.of("from", from, "receiver", escalation.to()));
        dispatcher
                .alert(alert.labels())
                .ifPresent(last -> dispatcher.insert(List.of(copyFor(escalation.to(), last)), now));
    }

    private void tell(Notification notification, Instant now) {
        List<Long> ids = new ArrayList<>();
        for (Notification.Item item : notification.alerts()) {
            Labels labels = item.alert().labels().drop(List.of(Routings.ESCALATED_TO));
            OpenAlert alert = open.get(labels);
            ids.add(alert != null ? alert.id() : idOfEnded(labels));
            if (alert != null && !item.resolved()) {
                toldOf(alert, notification.receiver(), now);
            }
        }
        Way way = decided.way(notification.receiver(), place(notification));
        if (way == null) {
            // in the inbox it is anyway
            dispatcher.delivered(notification, now);
            return;
        }
        Delivery delivery = new Delivery(
                UUID.randomUUID().toString(),
                env,
                notification.receiver(),
                way.channel(),
                notification.groupKey(),
                AlertWriter.texts(ids.stream().filter(id -> id > 0).toList()),
                notification.firing().size(),
                notification.resolved().size(),
                Delivery.State.PENDING,
                0,
                null,
                now,
                now,
                null);
        draft.deliveries.add(delivery);
        draft.parcels.add(new Parcel(delivery, notification, way.toOrNone(), ids));
    }

    private void toldOf(OpenAlert alert, String receiver, Instant now) {
        if (alert.told(now)) {
            draft.changed.add(alert);
        }
        Escalation escalation = decided.escalation(receiver);
        if (escalation != null && alert.willEscalate(receiver, now.plus(escalation.after()))) {
            draft.changed.add(alert);
        }
    }

    private long idOfEnded(Labels labels) {
        Long known = ended.get(labels);
        return known != null
                ? known
                : parts.reader.last(env, Alert.fingerprint(labels), 1).stream()
                        .map(AlertRecord::id)
                        .findFirst()
                        .orElse(0L);
    }

    /** Of the way in its receiver. */
    private static int place(Notification notification) {
        String target = notification.receipt().target();
        return Integer.parseInt(target.substring(target.lastIndexOf('/') + 1));
    }

    private void land(Parcel.Result result, Instant now) {
        Parcel parcel = result.parcel();
        Delivery delivery = result.delivery();
        if (result.delivered()) {
            dispatcher.delivered(parcel.notification(), now);
        } else {
            dispatcher.failed(parcel.notification(), now);
        }
        draft.deliveries.add(delivery);
        String what = result.delivered()
                ? "%s was told by %s".formatted(delivery.receiver(), delivery.channel())
                : "%s could not be told by %s: %s".formatted(delivery.receiver(), delivery.channel(), delivery.error());
        Map<String, String> data =
                Map.of("receiver", delivery.receiver(), "channel", delivery.channel(), "delivery", delivery.id());
        parcel.ids().stream()
                .filter(id -> id > 0)
                .distinct()
                .forEach(id -> happened(
                        id, now, result.delivered() ? Happening.Type.NOTIFIED : Happening.Type.FAILED, what, data));
    }

    private void happened(long alert, Instant at, Happening.Type type, String text) {
        happened(alert, at, type, text, Map.of());
    }

    private void happened(long alert, Instant at, Happening.Type type, String text, Map<String, String> data) {
        draft.entries.add(new Entry(alert, new Happening(at, type, null, text, data)));
    }

    /** All or nothing; then it can be told. */
    private List<Parcel> keep(Instant now) {
        flapping.forgetQuiet(now);
        DispatcherState state = dispatcher.state();
        Known known = new Known(
                new DispatcherState(
                        state.groupsMaintainedAt(),
                        state.logMaintainedAt(),
                        state.nextFlush(),
                        state.alerts(),
                        state.groups(),
                        state.log(),
                        List.of()),
                flapping.histories().entrySet().stream()
                        .map(each -> new Change(each.getKey(), each.getValue()))
                        .toList());
        Draft kept = draft;
        parts.transaction.executeWithoutResult(_ -> {
            parts.states.write(env, version, known);
            kept.changed.addAll(kept.reworded);
            parts.writer.put(kept.changed.stream().map(OpenAlert::kept).toList());
            kept.ended.forEach(parts.writer::end);
            parts.writer.happened(kept.entries);
            parts.writer.putDeliveries(kept.deliveries);
            kept.signs.forEach((name, at) -> parts.signs.write(env, name, at));
            parts.intake.delete(taken);
        });
        version++;
        keptAt = now;
        taken.clear();
        draft = new Draft();
        return kept.parcels;
    }
}
