// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.rule;

import dev.plinth.alerting.dispatch.Alert;
import dev.plinth.alerting.rule.DueAlert;
import dev.plinth.core.alerts.intake.AlertIntake;
import dev.plinth.core.alerts.rule.AlertRulesSpec.LogForm;
import dev.plinth.core.alerts.rule.AlertRulesSpec.Rule;
import dev.plinth.promql.model.Labels;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Alerts of a group as those hear of them who tell people. */
final class ToldAlerts {
    /** An annotation beside those of the rule: the name of the group. It makes no other alert of it, as a label would. */
    static final String GROUP = AlertIntake.GROUP;

    private final AlertGroup group;
    private final String console;

    /** @param publicUrl where people reach Plinth, without a slash at its end; empty when nobody knows */
    ToldAlerts(AlertGroup group, String publicUrl) {
        this.group = group;
        this.console = publicUrl + "/console";
    }

    List<Alert> of(List<DueAlert> due, Instant now) {
        return due.stream().map(each -> of(each, now)).toList();
    }

    private Alert of(DueAlert due, Instant now) {
        dev.plinth.alerting.rule.Alert alert = due.alert();
        Map<String, String> annotations = new HashMap<>(alert.annotations());
        annotations.put(GROUP, group.key().name());
        String link = due.rule() == DueAlert.GONE
                ? console + "/metrics"
                : link(group.spec().rules().get(due.rule()));
        return new Alert(
                Labels.copyOf(alert.labels()),
                annotations,
                Objects.requireNonNullElse(alert.firedAt(), alert.activeAt()),
                Objects.requireNonNull(alert.endsAt(), "endsAt"),
                now,
                link,
                false);
    }

    /** The page of the console on which people see what the rule sees. */
    private String link(Rule rule) {
        LogForm logs = rule.logs();
        if (logs == null) {
            return console + "/metrics?query=" + encoded(rule.promql());
        }
        StringBuilder link = new StringBuilder(console).append("/logs?in=").append(encoded(group.env()));
        if (logs.query() != null) {
            link.append("&q=").append(encoded(logs.query()));
        }
        if (logs.severity() != null) {
            link.append("&severity=").append(encoded(logs.severity()));
        }
        logs.servicesOrNone().forEach(service -> link.append("&service=").append(encoded(service)));
        logs.tagsOrNone().forEach(tag -> link.append("&tag=").append(encoded(tag)));
        return link.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
