// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.history;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alert, from when it fired until it ended. If the same fires again, that is another.
 *
 * @param fingerprint of its labels, as Alertmanager's
 * @param severity critical, major, minor or info; null when its label says something else
 * @param source rule, api or deadMan
 * @param group the {@code AlertRules} it is of; null if it is of none
 * @param toldAt when somebody was first to be told
 * @param escalations by receiver that was told, when the next one is
 * @param escalatedTo the last to whom it was escalated
 * @param comments how many
 */
public record AlertRecord(
        long id,
        String env,
        String name,
        String fingerprint,
        @Nullable String severity,
        String source,
        @Nullable String group,
        Map<String, String> labels,
        Map<String, String> annotations,
        String generatorUrl,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant toldAt,
        @Nullable Instant claimedAt,
        @Nullable String claimedBy,
        boolean flapping,
        Map<String, Escalation> escalations,
        @Nullable String escalatedTo,
        int comments) {
    /** Roles speak of alerts as if they were resources of this kind, with the alert's name, in its environment. */
    public static final String KIND = "Alerts";

    /**
     * Who is told next.
     *
     * @param to the receiver to whom it was escalated; null as long as it was not
     */
    public record Escalation(Instant due, @Nullable String to) {}

    /** What annotations say of an alert, in short. */
    public static String summary(Map<String, String> annotations, String name) {
        return annotations.getOrDefault("summary", annotations.getOrDefault("description", name));
    }

    public boolean isOver() {
        return endedAt != null;
    }
}
