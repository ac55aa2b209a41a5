// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import dev.plinth.core.kernel.resource.ResourceKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many messages each channel may tell in a minute: in any, however they lie. Providers lock out who exceeds that, so a bucket that lets a full one pass at once
 * and more as it fills would not do.
 */
final class Permits {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanos;
    private final Map<ResourceKey, Deque<Long>> told = new HashMap<>();

    /** @param nanos a time that only goes on, as {@link System#nanoTime} */
    Permits(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** How long to wait; when that is nothing it counts as told from now on. */
    synchronized Duration take(ResourceKey channel, int perMinute) {
        long now = nanos.getAsLong();
        Deque<Long> times = told.computeIfAbsent(channel, key -> new ArrayDeque<>());
        while (!times.isEmpty() && now - times.getFirst() >= MINUTE) {
            times.removeFirst();
        }
        if (times.size() < perMinute) {
            times.addLast(now);
            return Duration.ZERO;
        }
        // fewer may be allowed now than when those before were told
        int over = times.size() - perMinute;
        return Duration.ofNanos(
                MINUTE - (now - times.stream().skip(over).findFirst().orElse(now)));
    }

    synchronized void forget(ResourceKey channel) {
        told.remove(channel);
    }
}
