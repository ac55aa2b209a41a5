// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.rule;

import dev.plinth.alerting.template.Template;
import dev.plinth.alerting.template.TemplateException;
import dev.plinth.promql.parser.Expr;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says when there is an alert: for each series of the result of its expression.
 *
 * @param holdDuration how long an alert is pending before it fires ({@code for})
 * @param keepFiringFor how long it goes on firing when the expression gives it no more
 * @param labels over those of the expression
 * @param annotations texts that go with an alert and do not make it another one
 */
public record AlertingRule(
        String name,
        Expr expr,
        Duration holdDuration,
        Duration keepFiringFor,
        Map<String, Template> labels,
        Map<String, Template> annotations)
        implements Rule {

    public AlertingRule {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /**
     * A template that may stand in its labels and annotations.
     *
     * @throws TemplateException when it is none
     */
    public static Template template(String alert, String text) {
        return Template.parse("__alert_" + alert, text);
    }

    @Override
    public String identity() {
        return name + new TreeMap<>(labels);
    }
}
