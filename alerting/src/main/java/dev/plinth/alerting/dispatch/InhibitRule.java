// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.promql.model.Labels;
import java.util.List;

/**
 * While a source fires, nobody is told of targets that have the same values of {@code equal}. A label that is missing equals an empty one, and one that is
 * missing as well. What is source and target at once is not inhibited by another that is.
 */
public record InhibitRule(List<LabelMatcher> sourceMatchers, List<LabelMatcher> targetMatchers, List<String> equal) {
    public InhibitRule {
        sourceMatchers = List.copyOf(sourceMatchers);
        targetMatchers = List.copyOf(targetMatchers);
        equal = List.copyOf(equal);
        for (String name : equal) {
            if (!Labels.isName(name)) {
                throw new IllegalArgumentException("equal: \"" + name + "\" (expected: the name of a label)");
            }
        }
    }

    boolean isSource(Labels labels) {
        return LabelMatcher.allMatch(sourceMatchers, labels);
    }

    boolean isTarget(Labels labels) {
        return LabelMatcher.allMatch(targetMatchers, labels);
    }

    List<String> equalValues(Labels labels) {
        return equal.stream().map(labels::get).toList();
    }
}
