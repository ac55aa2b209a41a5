// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.history;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an alert.
 *
 * @param actor who did it, as the ledger writes it; null when nobody did
 * @param text for people
 * @param data for programs: receiver, channel, delivery, changeSet
 */
public record Happening(Instant at, Type type, @Nullable String actor, String text, Map<String, String> data) {
    /** What it was. */
    public enum Type {
        @JsonProperty("fired")
        FIRED,
        @JsonProperty("notified")
        NOTIFIED,
        /** A message was not delivered. */
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("claimed")
        CLAIMED,
        @JsonProperty("released")
        RELEASED,
        @JsonProperty("commented")
        COMMENTED,
        @JsonProperty("escalated")
        ESCALATED,
        @JsonProperty("silenced")
        SILENCED,
        @JsonProperty("reverted")
        REVERTED,
        @JsonProperty("flapping")
        FLAPPING,
        @JsonProperty("steady")
        STEADY,
        @JsonProperty("resolved")
        RESOLVED
    }

    public Happening {
        data = Map.copyOf(data);
    }
}
