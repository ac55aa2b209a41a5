// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What somebody is to be told of a group of alerts. Who delivers it says how that went, with {@link Dispatcher#delivered} or {@link Dispatcher#failed}; until
 * then, or the deadline, the group is not looked at again.
 *
 * @param groupKey by what a receiver knows the group again
 * @param commonLabels labels that all the alerts have, as annotations
 * @param alerts firing and resolved, sorted
 * @param truncatedAlerts how many more there are than the integration takes
 * @param deadline until when to try
 * @param receipt what is noted when it is delivered
 */
public record Notification(
        String receiver,
        Integration integration,
        String groupKey,
        String routeId,
        Labels groupLabels,
        Labels commonLabels,
        Map<String, String> commonAnnotations,
        List<Item> alerts,
        int truncatedAlerts,
        Instant at,
        Instant deadline,
        Receipt receipt) {
    public Notification {
        commonAnnotations = Collections.unmodifiableMap(new TreeMap<>(commonAnnotations));
        alerts = List.copyOf(alerts);
    }

    /** An alert, and whether it was over when the notification was made. It does not become so while the notification is on its way. */
    public record Item(Alert alert, boolean resolved) {
        /** When it ended; null while it fires. */
        public @Nullable Instant endedAt() {
            return resolved ? alert.endsAt() : null;
        }
    }

    /** What a target knows once it was told. */
    public record Receipt(
            long flush,
            String groupKey,
            String target,
            List<Long> firing,
            List<Long> resolved,
            Duration repeatInterval) {
        public Receipt {
            firing = List.copyOf(firing);
            resolved = List.copyOf(resolved);
        }
    }

    public List<Alert> firing() {
        return alerts.stream().filter(item -> !item.resolved()).map(Item::alert).toList();
    }

    public List<Alert> resolved() {
        return alerts.stream().filter(Item::resolved).map(Item::alert).toList();
    }

    /** Whether any of it still fires. */
    public boolean isFiring() {
        return alerts.stream().anyMatch(item -> !item.resolved());
    }
}
