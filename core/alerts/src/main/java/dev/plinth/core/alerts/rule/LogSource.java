// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.rule;

import dev.plinth.alerting.condition.LogCondition;
import dev.plinth.alerting.rule.RuleException;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.telemetry.query.LogCounts;
import dev.plinth.core.telemetry.query.LogCounts.Counted;
import dev.plinth.core.telemetry.query.LogCounts.Question;
import dev.plinth.promql.Samples;
import dev.plinth.promql.SelectHints;
import dev.plinth.promql.Series;
import dev.plinth.promql.SeriesSource;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Metrics, and how many log records there are for the rules of a group. Each time they are asked for they are counted. */
final class LogSource implements SeriesSource {
    private static final int MAX_GROUPS = 100;

    private final SeriesSource metrics;
    private final LogCounts counts;
    private final String env;
    private final Map<String, LogCondition> conditions;

    /** @param conditions by the names of alerts */
    LogSource(SeriesSource metrics, LogCounts counts, String env, Map<String, LogCondition> conditions) {
        this.metrics = metrics;
        this.counts = counts;
        this.env = env;
        this.conditions = conditions;
    }

    /** So many at a time. */
    private record Counts(Labels labels, long time, long count) implements Series {
        @Override
        public Samples samples() {
            return new Samples(new long[] {time}, new double[] {(double) count}, null, 1);
        }
    }

    @Override
    public List<? extends Series> select(
            List<Matcher> matchers, long fromMillisExclusive, long toMillisInclusive, SelectHints hints) {
        if (!isOfLogs(matchers)) {
            return metrics.select(matchers, fromMillisExclusive, toMillisInclusive, hints);
        }
        List<Series> found = new ArrayList<>();
        conditions.forEach((alert, condition) -> {
            if (matchers.stream()
                    .filter(matcher -> matcher.name().equals(LogCondition.RULE))
                    .allMatch(matcher -> matcher.matches(alert))) {
                counted(condition, toMillisInclusive).stream()
                        .filter(series -> matchers.stream().allMatch(matcher -> matcher.matches(series.labels())))
                        .forEach(found::add);
            }
        });
        return found;
    }

    private static boolean isOfLogs(List<Matcher> matchers) {
        return matchers.stream()
                .anyMatch(matcher -> matcher.name().equals(Labels.METRIC_NAME)
                        && matcher.kind() == Matcher.Kind.EQUAL
                        && matcher.value().equals(LogCondition.METRIC));
    }

    private List<Series> counted(LogCondition condition, long time) {
        Instant end = Instant.ofEpochMilli(time).minus(condition.lag());
        Counted counted = count(new Question(
                env,
                condition.query(),
                condition.services(),
                condition.severity(),
                condition.tags(),
                condition.by(),
                end.minus(condition.window()),
                end));
        if (!counted.complete()) {
            throw new RuleException(
                    "There are more than %d values of %s.".formatted(MAX_GROUPS, String.join(", ", condition.by())));
        }
        List<Series> series = new ArrayList<>();
        for (LogCounts.Group group : counted.groups()) {
            Labels labels = Labels.of(Labels.METRIC_NAME, LogCondition.METRIC, LogCondition.RULE, condition.alert());
            for (int i = 0; i < condition.by().size(); i++) {
                labels = labels.with(
                        LogCondition.label(condition.by().get(i)),
                        group.values().get(i));
            }
            series.add(new Counts(labels, time, group.count()));
        }
        return series;
    }

    private Counted count(Question question) {
        try {
            return counts.count(question, MAX_GROUPS);
        } catch (ProblemException e) {
            throw new RuleException("Log records are not counted. " + e.getMessage());
        }
    }
}
