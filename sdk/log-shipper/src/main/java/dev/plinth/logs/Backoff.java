// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Twice as long each time, up to a limit, with a third of chance so that not all come at once. */
final class Backoff {
    private final long first;
    private final long longest;
    private long next;

    Backoff(Duration first, Duration longest) {
        this.first = first.toNanos();
        this.longest = longest.toNanos();
        this.next = this.first;
    }

    void reset() {
        next = first;
    }

    /** How long to wait this time. */
    Duration next() {
        long nanos = jittered(next);
        next = Math.min(longest, next * 2);
        return Duration.ofNanos(nanos);
    }

    static long jittered(long nanos) {
        return nanos - nanos / 3 + ThreadLocalRandom.current().nextLong(nanos / 3 + 1);
    }
}
