// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.promql.model.Labels;
import java.util.List;
import java.util.function.Predicate;

/** A group as it is shown: who is told of it, and its alerts that are not over. */
public record GroupedAlerts(String receiver, String groupKey, String routeId, Labels labels, List<Item> alerts) {
    public GroupedAlerts {
        alerts = List.copyOf(alerts);
    }

    /** The group with only those of its alerts. */
    public GroupedAlerts only(Predicate<Item> wanted) {
        return new GroupedAlerts(
                receiver,
                groupKey,
                routeId,
                labels,
                alerts.stream().filter(wanted).toList());
    }

    /** @param receivers all that are told of the alert, by this group and others */
    public record Item(Alert alert, Status status, List<String> receivers) {}

    /**
     * Why somebody is told of an alert or not.
     *
     * @param silencedBy ids of silences
     * @param inhibitedBy fingerprints of alerts
     */
    public record Status(State state, List<String> silencedBy, List<String> inhibitedBy) {}

    /** Whether an alert is told of. */
    public enum State {
        /** Nobody was to be told of it yet. */
        UNPROCESSED,
        ACTIVE,
        /** Silenced or inhibited. */
        SUPPRESSED
    }
}
