// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alert at a time. What has not happened is null.
 *
 * @param labels which alert it is, {@code alertname} included
 * @param annotations texts about it, as of the last evaluation that gave it
 * @param value what the expression gave last; 0 for a histogram
 * @param activeAt since when the expression gives it
 * @param firedAt when it began to fire
 * @param resolvedAt when it ended
 * @param keepFiringSince since when it fires only because it is to be kept firing
 * @param lastSentAt when it was last sent
 * @param validUntil when whoever was sent it may take it as ended without hearing more
 */
public record Alert(
        AlertState state,
        Map<String, String> labels,
        Map<String, String> annotations,
        double value,
        Instant activeAt,
        @Nullable Instant firedAt,
        @Nullable Instant resolvedAt,
        @Nullable Instant keepFiringSince,
        @Nullable Instant lastSentAt,
        @Nullable Instant validUntil) {
    private static final int TIMES_VALID = 4;

    static Alert pending(Map<String, String> labels, Map<String, String> annotations, double value, Instant time) {
        return new Alert(AlertState.PENDING, labels, annotations, value, time, null, null, null, null, null);
    }

    /** When it ended, or when it is to be taken as ended. Null when it was never sent. */
    public @Nullable Instant endsAt() {
        return resolvedAt != null ? resolvedAt : validUntil;
    }

    /** Given again by the expression. */
    Alert seen(Alert now) {
        return new Alert(
                state, labels, now.annotations, now.value, activeAt, firedAt, resolvedAt, null, lastSentAt, validUntil);
    }

    Alert fired(Instant time) {
        return new Alert(
                AlertState.FIRING,
                labels,
                annotations,
                value,
                activeAt,
                time,
                resolvedAt,
                keepFiringSince,
                lastSentAt,
                validUntil);
    }

    Alert resolved(Instant time) {
        return new Alert(
                AlertState.INACTIVE,
                labels,
                annotations,
                value,
                activeAt,
                firedAt,
                time,
                keepFiringSince,
                lastSentAt,
                validUntil);
    }

    Alert keptFiring(Instant since) {
        return new Alert(
                state, labels, annotations, value, activeAt, firedAt, resolvedAt, since, lastSentAt, validUntil);
    }

    Alert activeAt(Instant time) {
        return new Alert(
                state, labels, annotations, value, time, firedAt, resolvedAt, keepFiringSince, lastSentAt, validUntil);
    }

    /** Whether it should be sent now: it fires or has ended, and that was not told, or not lately. */
    boolean needsSending(Instant time, Duration resendDelay) {
        if (state == AlertState.PENDING) {
            return false;
        }
        if (lastSentAt == null || (resolvedAt != null && resolvedAt.isAfter(lastSentAt))) {
            return true;
        }
        return lastSentAt.plus(resendDelay).isBefore(time);
    }

    /** Sent now. It is valid so long that a few evaluations or deliveries may fail. */
    Alert sent(Instant time, Duration resendDelay, Duration interval) {
        Duration longer = interval.compareTo(resendDelay) > 0 ? interval : resendDelay;
        return new Alert(
                state,
                labels,
                annotations,
                value,
                activeAt,
                firedAt,
                resolvedAt,
                keepFiringSince,
                time,
                time.plus(longer.multipliedBy(TIMES_VALID)));
    }

    /** Whether somebody was told that it fires, and nobody yet that it has ended. */
    boolean isEndOwed() {
        return lastSentAt != null
                && (state == AlertState.FIRING || (resolvedAt != null && resolvedAt.isAfter(lastSentAt)));
    }

    boolean isOlderThan(Duration retention, Instant time) {
        return resolvedAt != null && Duration.between(resolvedAt, time).compareTo(retention) > 0;
    }
}
