// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import dev.plinth.core.telemetry.metric.scrape.TargetState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How it went the last time.
 *
 * @param since when it came into this state; null before the first time
 * @param error what was wrong; empty when nothing was
 * @param at when; null before the first time
 */
record ProbeHealth(
        TargetState state,
        @Nullable Instant since,
        String error,
        @Nullable Instant at,
        double seconds,
        @Nullable Instant certificateExpiry,
        @Nullable Integer httpStatus) {
    static final ProbeHealth UNKNOWN = new ProbeHealth(TargetState.UNKNOWN, null, "", null, 0, null, null);

    /** @param lost why its samples are lost; empty when they are not */
    ProbeHealth followedBy(Outcome outcome, String lost, Instant time) {
        TargetState next = outcome.isUp() ? TargetState.UP : TargetState.DOWN;
        return new ProbeHealth(
                next,
                state == next && since != null ? since : time,
                outcome.isUp() ? lost : outcome.error(),
                time,
                outcome.seconds(),
                outcome.certificateExpiry(),
                outcome.httpStatus());
    }
}
