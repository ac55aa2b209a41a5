// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import dev.plinth.core.kernel.resource.ResourceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A message on its way, once.
 *
 * @param to those who were named; empty for those of the channel
 * @param deadline by {@link System#nanoTime}
 */
record Delivery(
        ResourceKey channel,
        AlertChannelSpec spec,
        List<String> to,
        AlertMessage message,
        ChannelSecrets secrets,
        Instant now,
        long deadline) {
    /** How much time is left; a moment at least, so that what is late says so itself. */
    Duration left() {
        return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
    }

    Wording wording() {
        return new Wording(spec, message, now);
    }
}
