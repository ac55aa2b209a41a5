// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.plinth.alerting.dispatch.Alert;
import dev.plinth.alerting.dispatch.GroupedAlerts;
import dev.plinth.alerting.dispatch.GroupedAlerts.State;
import dev.plinth.core.alerts.intake.AlertIntake;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An alert as Alertmanager writes it. */
record ShownAlert(
        Map<String, String> annotations,
        String endsAt,
        String fingerprint,
        List<Named> receivers,
        String startsAt,
        Status status,
        String updatedAt,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String generatorURL,
        Map<String, String> labels) {
    /** A receiver. */
    record Named(String name) {}

    /** Whether anybody is told, and what mutes it. */
    record Status(List<String> inhibitedBy, List<String> mutedBy, List<String> silencedBy, String state) {}

    /** A group. */
    record Group(List<ShownAlert> alerts, Map<String, String> labels, Named receiver) {}

    static ShownAlert of(GroupedAlerts.Item item, List<String> receivers) {
        Alert alert = item.alert();
        Map<String, String> annotations = new TreeMap<>(alert.annotations());
        annotations.remove(AlertIntake.GROUP);
        return new ShownAlert(
                annotations,
                ApiTime.format(alert.endsAt()),
                alert.fingerprint(),
                receivers.stream().map(Named::new).toList(),
                ApiTime.format(alert.startsAt()),
                new Status(
                        item.status().inhibitedBy(),
                        List.of(),
                        item.status().silencedBy(),
                        item.status().state() == State.SUPPRESSED ? "suppressed" : "active"),
                ApiTime.format(alert.updatedAt()),
                alert.generatorUrl(),
                alert.labels().asMap());
    }
}
