// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.rule;

import dev.plinth.alerting.rule.AlertState;
import dev.plinth.core.alerts.rule.AlertGroupView.RuleView;
import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.cluster.CoreTokens;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.metric.duty.OnDuty;
import dev.plinth.core.telemetry.metric.duty.OnDuty.Views;
import dev.plinth.core.telemetry.prometheus.RulesView;
import dev.plinth.promql.model.Labels;
import io.swagger.v3.oas.annotations.Hidden;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The alert rules that the caller may read, with their alerts, for the API of Prometheus; asked of the core that evaluates them. */
@RestController
@Hidden
class EvaluatedAlerts implements RulesView {
    private static final String PATH = "/internal/v1/alerts/rules";

    private final AlertRules rules;
    private final Access access;
    private final OnDuty onDuty;

    EvaluatedAlerts(AlertRules rules, Access access, OnDuty onDuty) {
        this.rules = rules;
        this.access = access;
        this.onDuty = onDuty;
    }

    /** What other cores ask this one, when it may be on duty. */
    @PostMapping(PATH)
    Views<AlertGroupView> own(Principal caller) {
        CoreTokens.requireCore(caller);
        return own();
    }

    private Views<AlertGroupView> own() {
        return new Views<>(rules.isHere(), rules.groups());
    }

    @Override
    public List<Group> groups(Principal caller) {
        return onDuty.ask(PATH, this::own, AlertGroupView.class).stream()
                .filter(group -> access.decide(
                                caller, Verb.READ, new ResourceKey(AlertRulesSpec.KIND, group.env(), group.name()))
                        .allowed())
                .map(EvaluatedAlerts::group)
                .toList();
    }

    private static Group group(AlertGroupView group) {
        return new Group(
                group.name(),
                new ResourceKey(AlertRulesSpec.KIND, group.env(), group.name()).toString(),
                Duration.ofSeconds(group.intervalSeconds()),
                group.rules().stream().map(rule -> rule(group, rule)).toList(),
                seconds(group.seconds()),
                group.evaluated());
    }

    private static Rule rule(AlertGroupView group, RuleView rule) {
        Health health =
                group.evaluated() == null ? Health.UNKNOWN : rule.error().isEmpty() ? Health.OK : Health.ERR;
        return new Alerting(
                rule.name(),
                rule.query(),
                Labels.copyOf(rule.labels()),
                new Evaluation(health, rule.error(), seconds(group.seconds()), group.evaluated()),
                texts(rule.annotations()),
                seconds(rule.holdSeconds()),
                seconds(rule.keepFiringSeconds()),
                rule.alerts().stream()
                        .filter(alert -> alert.state() != AlertState.INACTIVE)
                        .map(EvaluatedAlerts::alert)
                        .toList());
    }

    private static Alert alert(dev.plinth.alerting.rule.Alert alert) {
        return new Alert(
                Labels.copyOf(alert.labels()),
                texts(alert.annotations()),
                State.valueOf(alert.state().name()),
                alert.activeAt(),
                alert.keepFiringSince(),
                alert.value());
    }

    private static Labels texts(Map<String, String> texts) {
        return Labels.copyOf(texts);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
