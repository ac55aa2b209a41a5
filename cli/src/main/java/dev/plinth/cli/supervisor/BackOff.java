// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import java.time.Duration;

/** How long to wait before the next start: twice as long after each failure, and short again after a good while. */
final class BackOff {
    static final Duration FIRST = Duration.ofMillis(200);
    static final Duration LONGEST = Duration.ofSeconds(30);
    static final Duration GOOD_WHILE = Duration.ofSeconds(60);

    private Duration next = FIRST;

    /** @param wasReadyFor how long the process had been ready before it failed */
    Duration afterFailure(Duration wasReadyFor) {
        if (wasReadyFor.compareTo(GOOD_WHILE) >= 0) {
            next = FIRST;
        }
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return wait;
    }
}
