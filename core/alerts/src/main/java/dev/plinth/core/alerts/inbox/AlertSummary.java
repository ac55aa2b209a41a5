// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.inbox;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plinth.alerting.dispatch.GroupedAlerts;
import dev.plinth.core.alerts.history.AlertRecord;
import dev.plinth.core.alerts.routing.Routings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alert in a list.
 *
 * @param severity critical, major, minor or info; null when its label says something else
 * @param summary what its annotations say of it, in short
 * @param suppressed why nobody is told of it; null when somebody is
 * @param silencedBy names of silences
 * @param inhibitedBy fingerprints of alerts
 * @param notifiedAt when somebody was first to be told
 * @param escalatedTo the last receiver to whom it was escalated
 * @param receivers who is told of it
 * @param source rule, api or deadMan
 * @param group name of its AlertRules
 * @param comments how many
 * @param mine whether the caller may take care of it
 */
record AlertSummary(
        String id,
        String env,
        String name,
        @Nullable String severity,
        String summary,
        Map<String, String> labels,
        Map<String, String> annotations,
        State state,
        @Nullable Suppressed suppressed,
        List<String> silencedBy,
        List<String> inhibitedBy,
        boolean flapping,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String claimedBy,
        @Nullable Instant claimedAt,
        @Nullable Instant notifiedAt,
        @Nullable String escalatedTo,
        List<String> receivers,
        String source,
        @Nullable String group,
        int comments,
        boolean mine) {
    /** Whether it is over. */
    enum State {
        @JsonProperty("firing")
        FIRING,
        @JsonProperty("resolved")
        RESOLVED
    }

    /** Why nobody is told. */
    enum Suppressed {
        @JsonProperty("silenced")
        SILENCED,
        @JsonProperty("inhibited")
        INHIBITED
    }

    /** @param told how it is told now; null when that is not known, or it is over */
    static AlertSummary of(AlertRecord alert, GroupedAlerts.@Nullable Item told, boolean mine) {
        List<String> silencedBy = told == null ? List.of() : told.status().silencedBy();
        List<String> inhibitedBy = told == null ? List.of() : told.status().inhibitedBy();
        return new AlertSummary(
                String.valueOf(alert.id()),
                alert.env(),
                alert.name(),
                alert.severity(),
                AlertRecord.summary(alert.annotations(), alert.name()),
                alert.labels(),
                alert.annotations(),
                alert.isOver() ? State.RESOLVED : State.FIRING,
                !silencedBy.isEmpty() ? Suppressed.SILENCED : !inhibitedBy.isEmpty() ? Suppressed.INHIBITED : null,
                silencedBy,
                inhibitedBy,
                alert.flapping(),
                alert.startedAt(),
                alert.endedAt(),
                alert.claimedBy(),
                alert.claimedAt(),
                alert.toldAt(),
                alert.escalatedTo(),
                told == null
                        ? List.of()
                        : told.receivers().stream()
                                .filter(receiver -> !receiver.equals(Routings.NOBODY))
                                .distinct()
                                .toList(),
                alert.source(),
                alert.group(),
                alert.comments(),
                mine);
    }
}
