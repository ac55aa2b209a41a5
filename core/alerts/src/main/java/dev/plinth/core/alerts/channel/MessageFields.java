// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.channel;

import dev.plinth.alerting.template.TemplateFields;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A message as templates see it: with the names of Alertmanager, and what Plinth knows beside. */
final class MessageFields {
    /** The end of what has none, as Go writes it. */
    static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    private final UnaryOperator<String> each;

    /** @param each what is done to every text */
    MessageFields(UnaryOperator<String> each) {
        this.each = each;
    }

    static String status(boolean firing) {
        return firing ? "firing" : "resolved";
    }

    TemplateFields of(AlertMessage message) {
        List<AlertMessage.Item> alerts = message.alerts();
        return new TemplateFields("template.Data")
                .text("Receiver", each.apply(message.receiver()))
                .text("Status", status(message.isFiring()))
                .list(
                        "Alerts",
                        alerts.stream().map(this::of).toList(),
                        Map.of(
                                "Firing",
                                        alerts.stream()
                                                .filter(AlertMessage.Item::isFiring)
                                                .map(this::of)
                                                .toList(),
                                "Resolved",
                                        alerts.stream()
                                                .filter(alert -> !alert.isFiring())
                                                .map(this::of)
                                                .toList()))
                .labels("GroupLabels", texts(message.groupLabels()))
                .labels("CommonLabels", texts(message.commonLabels()))
                .labels("CommonAnnotations", texts(message.commonAnnotations()))
                .text("ExternalURL", message.externalUrl())
                .text("Env", each.apply(message.env()))
                .text("Color", Shade.of(message).color())
                .number("TruncatedAlerts", message.truncatedAlerts())
                .truth("Test", message.test());
    }

    private TemplateFields of(AlertMessage.Item alert) {
        Instant end = alert.endsAt();
        return new TemplateFields("template.Alert")
                .text("Status", status(alert.isFiring()))
                .labels("Labels", texts(alert.labels()))
                .labels("Annotations", texts(alert.annotations()))
                .time("StartsAt", alert.startsAt())
                .time("EndsAt", end == null ? NEVER : end)
                .text("GeneratorURL", alert.generatorUrl())
                .text("Fingerprint", alert.fingerprint())
                .text("Link", alert.link())
                .texts("Changes", alert.changes().stream().map(each).toList())
                .texts("Impacts", alert.impacts().stream().map(each).toList())
                .text("Color", Shade.of(alert).color());
    }

    private Map<String, String> texts(Map<String, String> labels) {
        return labels.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> each.apply(entry.getValue()), (a, b) -> a, TreeMap::new));
    }
}
