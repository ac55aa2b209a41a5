// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Waits between attempts: 100 ms, and twice as long each time, up to 5 s, with a third of chance so that not all come at once. */
final class Backoff {
    private static final long FIRST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 5_000;

    private long next = FIRST_MILLIS;

    void reset() {
        next = FIRST_MILLIS;
    }

    /** @throws InterruptedException when nobody waits for the next attempt any more */
    void pause() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nextNanos());
    }

    /** How long to wait this time. */
    long nextNanos() {
        long chance = ThreadLocalRandom.current().nextLong(next / 3 + 1);
        long nanos = TimeUnit.MILLISECONDS.toNanos(next - next / 3 + chance);
        next = Math.min(LONGEST_MILLIS, next * 2);
        return nanos;
    }
}
