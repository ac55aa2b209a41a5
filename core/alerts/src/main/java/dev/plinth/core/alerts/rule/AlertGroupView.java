// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.rule;

import dev.plinth.alerting.rule.Alert;
import dev.plinth.alerting.rule.AlertingRule;
import dev.plinth.alerting.rule.RuleGroup;
import dev.plinth.alerting.template.Template;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A group, as the core that evaluates it knows it.
 *
 * @param seconds that the last evaluation took
 * @param evaluated when it began; null before the first, and at cores that do not evaluate
 */
record AlertGroupView(
        String env,
        String name,
        long intervalSeconds,
        double seconds,
        @Nullable Instant evaluated,
        List<RuleView> rules) {
    /**
     * A rule.
     *
     * @param labels as they are written, templates in them
     * @param error why its last evaluation failed; empty when it did not
     */
    record RuleView(
            String name,
            String query,
            Map<String, String> labels,
            Map<String, String> annotations,
            double holdSeconds,
            double keepFiringSeconds,
            String error,
            List<Alert> alerts) {
        static RuleView of(AlertingRule rule, String query, String error, List<Alert> alerts) {
            return new RuleView(
                    rule.name(),
                    query,
                    texts(rule.labels()),
                    texts(rule.annotations()),
                    rule.holdDuration().toMillis() / 1e3,
                    rule.keepFiringFor().toMillis() / 1e3,
                    error,
                    alerts);
        }

        private static Map<String, String> texts(Map<String, Template> templates) {
            return templates.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, each -> each.getValue().text(), (a, b) -> a, TreeMap::new));
        }
    }

    /** Of a group of which this core only knows what is decided. */
    static AlertGroupView unknown(AlertGroup group) {
        List<AlertRulesSpec.Rule> rules = group.spec().rules();
        return of(
                group,
                null,
                0,
                group.compiled(),
                rules.stream().map(rule -> "").toList(),
                rules.stream().map(rule -> List.<Alert>of()).toList());
    }

    /**
     * Of a group that was evaluated.
     *
     * @param errors of the rules, in their order; empty for those that did not fail
     * @param alerts of the rules
     */
    static AlertGroupView of(
            AlertGroup group,
            @Nullable Instant evaluated,
            double seconds,
            RuleGroup compiled,
            List<String> errors,
            List<List<Alert>> alerts) {
        List<RuleView> rules = new ArrayList<>();
        for (int i = 0; i < errors.size(); i++) {
            AlertingRule rule = (AlertingRule) compiled.rules().get(i);
            String query = group.spec().rules().get(i).shown();
            rules.add(RuleView.of(rule, query, errors.get(i), alerts.get(i)));
        }
        return new AlertGroupView(
                group.env(), group.key().name(), group.spec().interval().toSeconds(), seconds, evaluated, rules);
    }
}
