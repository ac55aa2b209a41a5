// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.metric.duty.OnDuty;
import dev.plinth.core.telemetry.metric.duty.OnDuty.Views;
import dev.plinth.core.telemetry.metric.rule.RecordingRules;
import dev.plinth.core.telemetry.metric.rule.RecordingRulesView;
import dev.plinth.core.telemetry.metric.rule.RecordingRulesView.RuleView;
import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** The recording rules that the caller may read. */
@Component
class EvaluatedRules implements RulesView {
    static final String PATH = "/internal/v1/metrics/rules";
    private static final String KIND = "RecordingRules";

    private final RecordingRules rules;
    private final Access access;
    private final OnDuty onDuty;

    EvaluatedRules(RecordingRules rules, Access access, OnDuty onDuty) {
        this.rules = rules;
        this.access = access;
        this.onDuty = onDuty;
    }

    Views<RecordingRulesView> own() {
        return new Views<>(rules.isHere(), rules.groups());
    }

    @Override
    public List<Group> groups(Principal caller) {
        return onDuty.ask(PATH, this::own, RecordingRulesView.class).stream()
                .filter(group -> access.decide(caller, Verb.READ, new ResourceKey(KIND, group.env(), group.name()))
                        .allowed())
                .map(group -> new Group(
                        group.name(),
                        group.file(),
                        Duration.ofSeconds(group.interval()),
                        group.rules().stream().map(EvaluatedRules::rule).toList(),
                        seconds(group.evaluationTime()),
                        group.lastEvaluation()))
                .toList();
    }

    private static Rule rule(RuleView rule) {
        return new Recording(
                rule.name(),
                rule.query(),
                Labels.copyOf(rule.labels()),
                new Evaluation(
                        Health.valueOf(rule.health().toUpperCase(Locale.ROOT)),
                        rule.lastError(),
                        seconds(rule.evaluationTime()),
                        rule.lastEvaluation()));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
