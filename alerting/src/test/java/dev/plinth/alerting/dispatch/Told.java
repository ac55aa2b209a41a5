// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A notification as a webhook is told it.
 *
 * @param to the receiver and the place of its integration
 */
record Told(Instant at, String to, String groupKey, Content content) {
    /** What must be the same. */
    record Content(
            String receiver,
            String status,
            Map<String, String> groupLabels,
            Map<String, String> commonLabels,
            Map<String, String> commonAnnotations,
            long truncated,
            List<TimedAlert> alerts) {
        @Override
        public String toString() {
            return status + " " + alerts + (truncated == 0 ? "" : " and " + truncated);
        }
    }

    /** @param endsAt null while it fires */
    record TimedAlert(
            String status,
            String fingerprint,
            Map<String, String> labels,
            Map<String, String> annotations,
            Instant startsAt,
            @Nullable Instant endsAt) {
        @Override
        public String toString() {
            return labels + " " + status + " " + startsAt + (endsAt == null ? "" : " to " + endsAt);
        }
    }

    /** As said by Alertmanager, in version 4 of its messages. */
    static Told of(Instant at, String to, JsonNode message) {
        List<TimedAlert> alerts = StreamSupport.stream(message.get("alerts").spliterator(), false)
                .map(Told::alert)
                .toList();
        Content content = new Content(
                message.get("receiver").asString(),
                message.get("status").asString(),
                map(message.get("groupLabels")),
                map(message.get("commonLabels")),
                map(message.get("commonAnnotations")),
                message.get("truncatedAlerts").asLong(),
                alerts);
        return new Told(at, to, message.get("groupKey").asString(), content);
    }

    private static TimedAlert alert(JsonNode alert) {
        String status = alert.get("status").asString();
        return new TimedAlert(
                status,
                alert.get("fingerprint").asString(),
                map(alert.get("labels")),
                map(alert.get("annotations")),
                Instant.parse(alert.get("startsAt").asString()),
                status.equals("firing")
                        ? null
                        : Instant.parse(alert.get("endsAt").asString()));
    }

    static Map<String, String> map(JsonNode object) {
        return object.properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().asString(), (first, _) -> first, TreeMap::new));
    }

    /** As we say it. */
    static Told of(Instant at, Notification notification) {
        List<TimedAlert> alerts = notification.alerts().stream()
                .map(item -> new TimedAlert(
                        item.resolved() ? "resolved" : "firing",
                        item.alert().fingerprint(),
                        item.alert().labels().asMap(),
                        item.alert().annotations(),
                        item.alert().startsAt(),
                        item.endedAt()))
                .toList();
        Content content = new Content(
                notification.receiver(),
                notification.isFiring() ? "firing" : "resolved",
                notification.groupLabels().asMap(),
                notification.commonLabels().asMap(),
                notification.commonAnnotations(),
                notification.truncatedAlerts(),
                alerts);
        String target = notification.receipt().target();
        String to = notification.receiver() + target.substring(target.lastIndexOf('/'));
        return new Told(at, to, notification.groupKey(), content);
    }
}
