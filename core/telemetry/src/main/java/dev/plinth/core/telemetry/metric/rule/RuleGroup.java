// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Rules that are evaluated together, as they are decided now. */
record RuleGroup(ResourceKey key, RecordingRulesSpec spec) {
    /** Who may read a series depends on it, so no rule says it. */
    static final String ENV = "env";

    /**
     * One of the rules.
     *
     * @param id tells it from others of its group, also when its expression changes
     * @param labels that all its series get, an empty value for one that is taken away
     */
    record Rule(Id id, String name, String expression, Map<String, String> labels) {
        /** @param occurrence among those of the same name and labels */
        record Id(String name, Map<String, String> labels, int occurrence) {}

        /** The series of a result. */
        Labels apply(Labels result) {
            Labels changed = result.with(Labels.METRIC_NAME, name);
            for (Map.Entry<String, String> label : labels.entrySet()) {
                changed = changed.with(label.getKey(), label.getValue());
            }
            return changed;
        }
    }

    String env() {
        return key.env();
    }

    List<Rule> rules() {
        Map<Rule.Id, Integer> seen = new HashMap<>();
        List<Rule> rules = new ArrayList<>();
        for (RecordingRulesSpec.Rule each : spec.rules()) {
            Map<String, String> labels = new HashMap<>();
            each.labelsOrNone().forEach((name, value) -> labels.put(name, Objects.requireNonNullElse(value, "")));
            labels.put(ENV, key.env());
            Rule.Id first = new Rule.Id(each.record(), labels, 0);
            int occurrence = seen.merge(first, 1, Integer::sum);
            rules.add(new Rule(
                    new Rule.Id(each.record(), labels, occurrence), each.record(), each.expr(), Map.copyOf(labels)));
        }
        return rules;
    }

    Duration interval() {
        return spec.interval();
    }

    /** Spreads groups over their intervals, in the same way on every core. */
    long hash() {
        return Labels.of("resource", key.toString()).hash64();
    }
}
