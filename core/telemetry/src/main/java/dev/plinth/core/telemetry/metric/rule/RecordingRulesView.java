// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A group of rules, as {@code /api/v1/rules} of Prometheus shows it.
 *
 * @param name of the resource
 * @param file the resource, as {@code RecordingRules/shop in prod}
 * @param env where it is, and whose metrics it reads
 * @param interval in seconds
 * @param limit series that a rule may give; 0 for no limit
 * @param evaluationTime seconds that the last evaluation took
 * @param lastEvaluation when it began; null before the first, and at cores that do not evaluate
 * @param missed times at which there was no evaluation, as the one before took too long
 */
public record RecordingRulesView(
        String name,
        String file,
        String env,
        long interval,
        int limit,
        List<RuleView> rules,
        double evaluationTime,
        @Nullable Instant lastEvaluation,
        long missed) {
    /**
     * A rule.
     *
     * @param name of the metric that it makes
     * @param labels that it adds
     * @param health {@code ok}, {@code err} or {@code unknown}
     * @param lastError empty when nothing was wrong
     * @param evaluationTime in seconds
     * @param type {@code recording}
     */
    public record RuleView(
            String name,
            String query,
            Map<String, String> labels,
            String health,
            String lastError,
            double evaluationTime,
            @Nullable Instant lastEvaluation,
            String type) {
        static RuleView of(RuleGroup.Rule rule, RuleHealth health) {
            return new RuleView(
                    rule.name(),
                    rule.expression(),
                    new TreeMap<>(rule.labels()),
                    health.state().name().toLowerCase(Locale.ROOT),
                    health.error(),
                    health.seconds(),
                    health.at(),
                    "recording");
        }
    }

    static RecordingRulesView of(RuleGroup group, GroupHealth health) {
        return new RecordingRulesView(
                group.key().name(),
                group.key().toString(),
                group.env(),
                group.interval().toSeconds(),
                group.spec().limitOrNone(),
                group.rules().stream()
                        .map(rule -> RuleView.of(rule, health.of(rule)))
                        .toList(),
                health.seconds(),
                health.at(),
                health.missed());
    }
}
