// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How it went the last time that a target was asked.
 *
 * @param error what was wrong; empty when nothing was
 * @param at when; null before the first time
 * @param took how long it took
 */
record TargetHealth(
        TargetState state, String error, @Nullable Instant at, Duration took) {
    static final TargetHealth UNKNOWN = new TargetHealth(TargetState.UNKNOWN, "", null, Duration.ZERO);

    static TargetHealth of(String error, long time, double seconds) {
        return new TargetHealth(
                error.isEmpty() ? TargetState.UP : TargetState.DOWN,
                error,
                Instant.ofEpochMilli(time),
                Duration.ofNanos(Math.round(seconds * 1e9)));
    }
}
