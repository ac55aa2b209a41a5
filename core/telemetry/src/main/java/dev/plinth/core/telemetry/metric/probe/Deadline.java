// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import dev.plinth.promql.parser.Durations;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * When all of a probe must be done.
 *
 * @param end as {@link System#nanoTime}
 */
record Deadline(Duration limit, long end) {
    static Deadline in(Duration limit) {
        return new Deadline(limit, System.nanoTime() + limit.toNanos());
    }

    /** Nanoseconds, not less than 0. */
    long left() {
        return Math.max(0, end - System.nanoTime());
    }

    /** @param phase what is waited for */
    <T> T await(CompletableFuture<T> future, String phase)
            throws ProbeException, ExecutionException, InterruptedException {
        try {
            return future.get(left(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw over(phase, e);
        }
    }

    ProbeException over(String phase, @Nullable Throwable cause) {
        return new ProbeException(
                "no complete answer within %s (at the end: %s)".formatted(Durations.format(limit.toMillis()), phase),
                cause);
    }
}
