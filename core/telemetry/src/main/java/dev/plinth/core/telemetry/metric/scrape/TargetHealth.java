// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How it went the last time that a target was asked.
 *
 * @param error what was wrong; empty when nothing was
 * @param at when; null before the first time
 * @param seconds that it took
 */
record TargetHealth(State state, String error, @Nullable Instant at, double seconds) {
    static final TargetHealth UNKNOWN = new TargetHealth(State.UNKNOWN, "", null, 0);

    /** Whether it answers. */
    enum State {
        UNKNOWN,
        UP,
        DOWN
    }

    static TargetHealth of(String error, long time, double seconds) {
        return new TargetHealth(error.isEmpty() ? State.UP : State.DOWN, error, Instant.ofEpochMilli(time), seconds);
    }
}
