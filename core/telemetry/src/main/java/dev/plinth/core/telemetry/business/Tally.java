// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was counted of a partition and is not stored yet. For one thread. */
final class Tally {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final int MAX_REASONS = 100;
    private static final String OTHERS = "(other)";

    final String incarnation;
    final Visitors visitors = new Visitors();
    final Map<AtPlace, Visits> visits = new HashMap<>();
    final Map<AtPlace, Distinct> visitorsOfHour = new HashMap<>();
    final Map<AtTransaction, Done> done = new HashMap<>();
    private final Map<String, Set<String>> reasons = new HashMap<>();
    /** Up to where it is stored, and counted. */
    long stored;

    long next;
    /** The latest that was counted, in milliseconds. */
    long latest;

    /** Where visits are counted. Release is empty when it is not known. */
    record Place(String env, String app, String route, String release) {}

    /** A place in the minute or hour that begins then. */
    record AtPlace(long millis, Place place) {}

    /** A transaction in the minute or hour that begins then. The reason is empty for those that succeeded. */
    record AtTransaction(long millis, String env, String transaction, String reason) {}

    /** Requests and what they were. */
    static final class Visits {
        long requests;
        long errors;
        long views;
        long sessions;

        void add(Visits other) {
            requests += other.requests;
            errors += other.errors;
            views += other.views;
            sessions += other.sessions;
        }
    }

    /** Transactions that came out in the same way. */
    static final class Done {
        long count;
        BigDecimal amount = BigDecimal.ZERO;
        final Distinct users = new Distinct();

        void add(Done other) {
            count += other.count;
            amount = amount.add(other.amount);
            users.add(other.users);
        }
    }

    Tally(String incarnation, long stored) {
        this.incarnation = incarnation;
        this.stored = stored;
        this.next = stored;
    }

    boolean isEmpty() {
        return next == stored;
    }

    /** @param visitor null for programs, which visit nothing */
    void visit(Place place, long millis, boolean view, boolean error, @Nullable Long visitor) {
        latest = Math.max(latest, millis);
        Visits counted = visits.computeIfAbsent(new AtPlace(floor(millis, MINUTE), place), at -> new Visits());
        counted.requests++;
        counted.errors += error ? 1 : 0;
        if (visitor == null) {
            return;
        }
        counted.views += view ? 1 : 0;
        counted.sessions += visitors.comes(new Visitors.Id(place.env, place.app, visitor), millis) ? 1 : 0;
        visitorsOfHour
                .computeIfAbsent(new AtPlace(floor(millis, HOUR), place), at -> new Distinct())
                .add(visitor);
    }

    /** @param user null when it is not known */
    void transaction(Outcome outcome, long millis, @Nullable Long user) {
        latest = Math.max(latest, millis);
        String reason = bounded(outcome);
        Done counted = done.computeIfAbsent(
                new AtTransaction(floor(millis, MINUTE), outcome.env(), outcome.transaction(), reason),
                at -> new Done());
        counted.count++;
        counted.amount = counted.amount.add(outcome.amount());
        if (user != null) {
            counted.users.add(user);
        }
    }

    /** Reasons with ids in them would be endless. */
    private String bounded(Outcome outcome) {
        if (outcome.success()) {
            return "";
        }
        Set<String> known =
                reasons.computeIfAbsent(outcome.env() + "/" + outcome.transaction(), key -> new HashSet<>());
        if (!known.contains(outcome.reason())) {
            if (known.size() >= MAX_REASONS) {
                return OTHERS;
            }
            known.add(outcome.reason());
        }
        return outcome.reason();
    }

    private static long floor(long millis, long step) {
        return Math.floorDiv(millis, step) * step;
    }

    /** It has been stored, up to what was counted. */
    void stored() {
        stored = next;
        visits.clear();
        visitorsOfHour.clear();
        done.clear();
        visitors.forget(latest);
    }
}
