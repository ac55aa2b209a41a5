// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.rule;

import dev.plinth.promql.Samples;
import dev.plinth.promql.SelectHints;
import dev.plinth.promql.Series;
import dev.plinth.promql.SeriesSource;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.model.Stale;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds in {@code ALERTS_FOR_STATE} since when alerts were active before nobody evaluated them.
 *
 * @param outageTolerance how long nobody may have evaluated them
 * @param forGracePeriod how long an alert is pending after that at least; rules that fire sooner anyway are left alone
 */
public record ForStateRestoration(Duration outageTolerance, Duration forGracePeriod) {
    /** What Prometheus does when it is not told otherwise. */
    public static final ForStateRestoration DEFAULT =
            new ForStateRestoration(Duration.ofHours(1), Duration.ofMinutes(10));

    private static final String TEMPLATE = "{{";

    /** The last sample of an alert: when somebody evaluated it, and since when it was active then. */
    private record ForState(Instant at, Instant activeAt) {}

    /** The alerts, active since when they were before. */
    public List<Alert> restored(AlertingRule rule, List<Alert> alerts, SeriesSource source, Instant time) {
        if (rule.holdDuration().compareTo(forGracePeriod) < 0) {
            return alerts;
        }
        Map<Labels, ForState> before = forStates(rule, source, time);
        List<Alert> restored = new ArrayList<>(alerts.size());
        for (Alert alert : alerts) {
            ForState state = before.get(Labels.copyOf(alert.labels()));
            restored.add(
                    state == null || alert.state() == AlertState.INACTIVE
                            ? alert
                            : alert.activeAt(activeAt(state, rule.holdDuration(), time)));
        }
        return restored;
    }

    private Instant activeAt(ForState before, Duration holdDuration, Instant time) {
        Duration remaining = holdDuration.minus(Duration.between(before.activeAt, before.at));
        if (!remaining.isPositive()) {
            return before.activeAt;
        }
        if (remaining.compareTo(forGracePeriod) < 0) {
            return time.plus(forGracePeriod).minus(holdDuration);
        }
        // the time that nobody evaluated it does not count
        return before.activeAt.plus(Duration.between(before.at, time));
    }

    private Map<Labels, ForState> forStates(AlertingRule rule, SeriesSource source, Instant time) {
        Map<Labels, ForState> states = new HashMap<>();
        long from = time.minus(outageTolerance).toEpochMilli() - 1;
        SelectHints hints = new SelectHints(1, 0, "", List.of(), false);
        for (Series series : source.select(matchers(rule), from, time.toEpochMilli(), hints)) {
            ForState state = last(series.samples(), from, time.toEpochMilli());
            if (state != null) {
                states.put(series.labels().with(Labels.METRIC_NAME, ""), state);
            }
        }
        return states;
    }

    /** Labels that are templates may have any value. */
    private static List<Matcher> matchers(AlertingRule rule) {
        List<Matcher> matchers = new ArrayList<>();
        matchers.add(Matcher.of(Matcher.Kind.EQUAL, Labels.METRIC_NAME, ActiveAlerts.FOR_STATE));
        matchers.add(Matcher.of(Matcher.Kind.EQUAL, ActiveAlerts.ALERT_NAME, rule.name()));
        rule.labels().forEach((name, template) -> {
            if (!template.text().contains(TEMPLATE) && !name.equals(ActiveAlerts.ALERT_NAME)) {
                matchers.add(Matcher.of(Matcher.Kind.EQUAL, name, template.text()));
            }
        });
        return matchers;
    }

    private static @Nullable ForState last(Samples samples, long fromExclusive, long to) {
        for (int i = samples.size() - 1; i >= 0; i--) {
            long at = samples.times()[i];
            if (at <= to) {
                double value = samples.values()[i];
                return at <= fromExclusive || Stale.is(value)
                        ? null
                        : new ForState(Instant.ofEpochSecond(at / 1000), Instant.ofEpochSecond((long) value));
            }
        }
        return null;
    }
}
