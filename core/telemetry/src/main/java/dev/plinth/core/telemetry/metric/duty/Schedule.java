// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.duty;

import java.time.Duration;

/** When something is done that is done once in each interval: at a place in it that its hash decides. Times are in milliseconds since 1970. */
public final class Schedule {
    private static final long TOLERANCE = 2;

    private Schedule() {}

    /** The first time after this one. */
    public static long next(long after, Duration interval, long hash) {
        long millis = interval.toMillis();
        return after + 1 + Math.floorMod(Math.floorMod(hash, millis) - (after + 1), millis);
    }

    /** The time that samples get. When it is nearly what was meant it is that, since steps that are all the same take less room. */
    public static long timestamp(long due, long now, Duration interval) {
        return Math.abs(now - due) <= Math.min(TOLERANCE, interval.toMillis() / 100) ? due : now;
    }
}
