// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stretch of time that somebody asks about. */
record Period(Instant from, Instant to) {
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2262-01-01T00:00:00Z");

    /** The last hour unless said otherwise. What senders with a fast clock sent is a little ahead of us. */
    static Period of(@Nullable Instant from, @Nullable Instant to, Clock clock) {
        Instant end = to == null ? clock.instant().plusSeconds(60) : to;
        Instant begin = from == null ? end.minus(Duration.ofMinutes(61)) : from;
        if (!begin.isBefore(end)) {
            throw Asked.wrong("from", begin, "a time before " + end);
        }
        if (begin.isBefore(EARLIEST)) {
            throw Asked.wrong("from", begin, "a time after " + EARLIEST);
        }
        if (end.isAfter(LATEST)) {
            throw Asked.wrong("to", end, "a time before " + LATEST);
        }
        return new Period(begin, end);
    }

    static Period lastMinutes(int minutes, int max, Clock clock) {
        Asked.within("minutes", minutes, 1, max);
        Instant now = clock.instant();
        return new Period(now.minus(Duration.ofMinutes(minutes)), now.plusSeconds(60));
    }

    long seconds() {
        return Duration.between(from, to).toSeconds();
    }

    /** Of these steps the shortest of which sixty are enough. */
    int stepSeconds() {
        for (int step : List.of(1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 43_200)) {
            if (seconds() / step <= 72) {
                return step;
            }
        }
        return 86_400;
    }
}
