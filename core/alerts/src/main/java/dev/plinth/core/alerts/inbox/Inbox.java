// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.inbox;

import dev.plinth.alerting.dispatch.GroupedAlerts;
import dev.plinth.core.alerts.dispatch.DispatchView;
import dev.plinth.core.alerts.history.AlertRecord;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.promql.model.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Alerts as people see them: what happened, and how they are told now. */
@Component
class Inbox {
    private final DispatchView dispatch;
    private final AlertRights rights;

    Inbox(DispatchView dispatch, AlertRights rights) {
        this.dispatch = dispatch;
        this.rights = rights;
    }

    List<AlertSummary> summaries(List<AlertRecord> alerts, Principal caller) {
        Map<String, List<Labels>> firing = alerts.stream()
                .filter(alert -> !alert.isOver())
                .collect(Collectors.groupingBy(
                        AlertRecord::env,
                        Collectors.mapping(alert -> Labels.copyOf(alert.labels()), Collectors.toList())));
        Map<Labels, GroupedAlerts.Item> told = new HashMap<>();
        firing.forEach((env, labels) -> told.putAll(dispatch.find(env, labels)));
        return alerts.stream()
                .map(alert -> AlertSummary.of(
                        alert,
                        alert.isOver() ? null : told.get(Labels.copyOf(alert.labels())),
                        rights.mayHandle(caller, alert.env(), alert.name())))
                .toList();
    }

    AlertSummary summary(AlertRecord alert, Principal caller) {
        return summaries(List.of(alert), caller).getFirst();
    }
}
