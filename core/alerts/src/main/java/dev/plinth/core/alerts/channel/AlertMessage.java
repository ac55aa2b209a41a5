// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a channel is to tell: alerts that belong together. The fields are those of Alertmanager's web hook, and what Plinth knows beside.
 *
 * @param id the same however often it is tried
 * @param groupKey by which those who are told know the group again
 * @param alerts firing and ended, sorted
 * @param truncatedAlerts how many more there are than are told
 * @param externalUrl where the console is
 * @param test whether somebody only tries the channel
 */
public record AlertMessage(
        String id,
        String env,
        String receiver,
        String groupKey,
        Map<String, String> groupLabels,
        Map<String, String> commonLabels,
        Map<String, String> commonAnnotations,
        List<Item> alerts,
        int truncatedAlerts,
        String externalUrl,
        boolean test) {
    public AlertMessage {
        groupLabels = Map.copyOf(groupLabels);
        commonLabels = Map.copyOf(commonLabels);
        commonAnnotations = Map.copyOf(commonAnnotations);
        alerts = List.copyOf(alerts);
    }

    /**
     * An alert.
     *
     * @param endsAt when it ended; null while it fires
     * @param generatorUrl where its expression is shown; empty if nobody says
     * @param link its page in the console
     * @param changes what changed before it, a line each, the most likely first
     * @param impacts whom it hits, a line each
     */
    public record Item(
            Map<String, String> labels,
            Map<String, String> annotations,
            Instant startsAt,
            @Nullable Instant endsAt,
            String generatorUrl,
            String fingerprint,
            String link,
            List<String> changes,
            List<String> impacts) {
        public Item {
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
            changes = List.copyOf(changes);
            impacts = List.copyOf(impacts);
        }

        boolean isFiring() {
            return endsAt == null;
        }
    }

    /** Whether any of it still fires. */
    public boolean isFiring() {
        return alerts.stream().anyMatch(Item::isFiring);
    }
}
