// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.rule;

import dev.plinth.promql.QueryResult.Sample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one evaluation of a rule.
 *
 * @param samples what was written, markers of staleness of what ended included
 * @param failure why there is nothing, or null
 */
public record RuleOutcome(
        Rule rule, List<Sample> samples, @Nullable String failure) {}
