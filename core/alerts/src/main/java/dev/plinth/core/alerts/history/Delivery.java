// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.history;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message about alerts, and what became of it.
 *
 * @param alerts their ids
 * @param firing how many of them fired then
 * @param nextAttemptAt when it is tried again; null when it is not
 */
public record Delivery(
        String id,
        String env,
        String receiver,
        String channel,
        String groupKey,
        List<String> alerts,
        int firing,
        int resolved,
        State state,
        int attempts,
        @Nullable String error,
        Instant createdAt,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant endedAt) {
    /** What became of it. */
    public enum State {
        @JsonProperty("pending")
        PENDING,
        @JsonProperty("delivered")
        DELIVERED,
        @JsonProperty("failed")
        FAILED
    }

    public Delivery {
        alerts = List.copyOf(alerts);
    }
}
