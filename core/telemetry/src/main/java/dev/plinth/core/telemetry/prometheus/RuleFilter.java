// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.model.Texts;
import java.util.List;
import java.util.Locale;

/**
 * Which rules are asked for; an empty list, or an empty text, asks for all.
 *
 * @param type whether those that record are wanted, or those that warn
 * @param alerts whether rules come with their alerts
 */
record RuleFilter(
        List<String> names,
        List<String> groups,
        List<String> files,
        List<List<Matcher>> selectors,
        String type,
        boolean alerts) {
    private static final List<String> TRUE = List.of("1", "t", "true");
    private static final List<String> FALSE = List.of("", "0", "f", "false");

    static RuleFilter of(Parameters parameters) {
        List<List<Matcher>> selectors = parameters.matchers();
        String type = parameters.text("type").toLowerCase(Locale.ROOT);
        if (!List.of("", "alert", "record").contains(type)) {
            throw ApiException.invalid("type", "not supported value " + Texts.quote(type));
        }
        String exclude = parameters.text("exclude_alerts").toLowerCase(Locale.ROOT);
        if (!TRUE.contains(exclude) && !FALSE.contains(exclude)) {
            throw ApiException.invalid(
                    "exclude_alerts",
                    "error converting exclude_alerts: strconv.ParseBool: parsing " + Texts.quote(exclude)
                            + ": invalid syntax");
        }
        return new RuleFilter(
                parameters.all("rule_name[]"),
                parameters.all("rule_group[]"),
                parameters.all("file[]"),
                selectors,
                type,
                FALSE.contains(exclude));
    }

    boolean accepts(RulesView.Group group) {
        return has(groups, group.name()) && has(files, group.file());
    }

    boolean accepts(RulesView.Rule rule) {
        boolean ofType = switch (rule) {
            case RulesView.Alerting alerting -> !type.equals("record");
            case RulesView.Recording recording -> !type.equals("alert");
        };
        return ofType
                && has(names, rule.name())
                && (selectors.isEmpty()
                        || selectors.stream()
                                .anyMatch(matchers -> matchers.stream().allMatch(each -> each.matches(rule.labels()))));
    }

    private static boolean has(List<String> wanted, String name) {
        return wanted.isEmpty() || wanted.contains(name);
    }
}
