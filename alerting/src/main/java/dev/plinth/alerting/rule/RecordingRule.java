// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.rule;

import dev.plinth.promql.QueryResult.Sample;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.parser.Expr;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A metric that is made of others.
 *
 * @param labels over those of the expression; an empty one takes a label away
 */
public record RecordingRule(String name, Expr expr, Map<String, String> labels) implements Rule {
    @Override
    public String identity() {
        return name + new TreeMap<>(labels);
    }

    /**
     * The samples that it makes of the result of its expression.
     *
     * @param limit series that it may give; 0 means any number
     * @throws RuleException when two become the same, or there are too many
     */
    List<Sample> samples(List<Sample> result, long time, int limit) {
        List<Sample> samples = new ArrayList<>(result.size());
        Set<Labels> seen = new HashSet<>();
        for (Sample sample : result) {
            Labels named = sample.labels().with(Labels.METRIC_NAME, name);
            for (Map.Entry<String, String> label : labels.entrySet()) {
                named = named.with(label.getKey(), label.getValue());
            }
            if (!seen.add(named)) {
                throw new RuleException("vector contains metrics with the same labelset after applying rule labels");
            }
            samples.add(new Sample(named, time, sample.value(), sample.histogram()));
        }
        if (limit > 0 && samples.size() > limit) {
            throw new RuleException("exceeded limit of " + limit + " with " + samples.size() + " series");
        }
        return samples;
    }
}
