// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.promql.model.Labels;
import java.time.Instant;
import java.util.List;

/** Nobody is told of alerts that match, for some time. */
public record Silence(
        String id,
        List<LabelMatcher> matchers,
        Instant startsAt,
        Instant endsAt,
        String createdBy,
        String comment,
        Instant updatedAt) {
    /** Whether it mutes already, still, or no more. */
    public enum State {
        PENDING,
        ACTIVE,
        EXPIRED
    }

    public Silence {
        matchers = List.copyOf(matchers);
        if (matchers.isEmpty()) {
            throw new IllegalArgumentException("matchers: none (expected: at least one)");
        }
        if (LabelMatcher.allAcceptEmpty(matchers)) {
            throw new IllegalArgumentException("matchers: " + LabelMatcher.toString(matchers)
                    + " (expected: one that does not match an empty value)");
        }
        if (endsAt.isBefore(startsAt)) {
            throw new IllegalArgumentException(
                    "endsAt: " + endsAt + " (expected: not before startsAt, " + startsAt + ")");
        }
    }

    public State state(Instant now) {
        if (now.isBefore(startsAt)) {
            return State.PENDING;
        }
        return now.isAfter(endsAt) ? State.EXPIRED : State.ACTIVE;
    }

    public boolean mutes(Labels labels, Instant now) {
        return state(now) == State.ACTIVE && LabelMatcher.allMatch(matchers, labels);
    }

    /** This silence, ended now. One that has not begun never does. One that is over stays as it is. */
    public Silence expired(Instant now) {
        return switch (state(now)) {
            case PENDING -> new Silence(id, matchers, now, now, createdBy, comment, now);
            case ACTIVE -> new Silence(id, matchers, startsAt, now, createdBy, comment, now);
            case EXPIRED -> this;
        };
    }

    /**
     * Whether it may be changed to the other without telling the past otherwise. If not, it is to be ended, and the other is a new one: matchers never change,
     * nor does the beginning of one that has begun.
     */
    public boolean canBecome(Silence other, Instant now) {
        return matchers.equals(other.matchers)
                && switch (state(now)) {
                    case ACTIVE ->
                        startsAt.getEpochSecond() == other.startsAt.getEpochSecond() && !other.endsAt.isBefore(now);
                    case PENDING -> !other.startsAt.isBefore(now);
                    case EXPIRED -> false;
                };
    }
}
