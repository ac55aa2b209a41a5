// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.rule;

import dev.plinth.alerting.condition.LogCondition;
import dev.plinth.alerting.rule.AlertingRule;
import dev.plinth.alerting.rule.Rule;
import dev.plinth.alerting.rule.RuleGroup;
import dev.plinth.alerting.template.Template;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.parser.Durations;
import dev.plinth.promql.parser.Parser;
import dev.plinth.promql.parser.ParserOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rules that are evaluated together, as they are decided now. */
record AlertGroup(ResourceKey key, AlertRulesSpec spec) {
    /** Who may read an alert depends on it, so no rule says it. */
    static final String ENV = "env";

    static final String SEVERITY = "severity";

    /** One that is not there any more. */
    static AlertGroup gone(ResourceKey key) {
        return new AlertGroup(key, new AlertRulesSpec(null, null, null, null, List.of()));
    }

    String env() {
        return key.env();
    }

    /** Spreads groups over their intervals, in the same way on every core. */
    long hash() {
        return Labels.of("resource", key.toString()).hash64();
    }

    /** Ready to be evaluated. */
    RuleGroup compiled() {
        List<Rule> rules = new ArrayList<>();
        spec.rules().forEach(each -> rules.add(compiled(each)));
        return new RuleGroup(key.name(), spec.interval(), spec.queryOffset(), spec.limitOrNone(), rules);
    }

    /** What is asked of logs, by the names of alerts. */
    Map<String, LogCondition> logs() {
        Map<String, LogCondition> conditions = new HashMap<>();
        spec.rules().forEach(rule -> {
            if (rule.logs() != null) {
                conditions.put(rule.alert(), rule.logs().condition(rule.alert()));
            }
        });
        return conditions;
    }

    private AlertingRule compiled(AlertRulesSpec.Rule rule) {
        Map<String, Template> labels = templates(rule.alert(), rule.labelsOrNone());
        labels.put(
                SEVERITY,
                AlertingRule.template(
                        rule.alert(), rule.severityOrMajor().name().toLowerCase(Locale.ROOT)));
        labels.put(ENV, AlertingRule.template(rule.alert(), env()));
        return new AlertingRule(
                rule.alert(),
                Parser.parse(rule.promql(), ParserOptions.STABLE),
                duration(rule.holdFor()),
                duration(rule.keepFiringFor()),
                labels,
                templates(rule.alert(), rule.annotationsOrNone()));
    }

    private static Map<String, Template> templates(String alert, Map<String, @Nullable String> texts) {
        Map<String, Template> templates = new HashMap<>();
        texts.forEach((name, text) ->
                templates.put(name, AlertingRule.template(alert, Objects.requireNonNullElse(text, ""))));
        return templates;
    }

    static Duration duration(@Nullable String text) {
        return text == null ? Duration.ZERO : Duration.ofMillis(Durations.parse(text));
    }
}
