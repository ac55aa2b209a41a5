// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.rule;

import dev.plinth.alerting.rule.RuleException;
import dev.plinth.core.telemetry.metric.MetricStore;
import dev.plinth.promql.SelectHints;
import dev.plinth.promql.Series;
import dev.plinth.promql.SeriesSource;
import dev.plinth.promql.model.Matcher;
import java.util.List;

/** Metrics of which none is missing: an alert must not end because what it is made of could not be read. */
final class CompleteSource implements SeriesSource {
    private final MetricStore.Reading reading;

    CompleteSource(MetricStore.Reading reading) {
        this.reading = reading;
    }

    @Override
    public List<? extends Series> select(
            List<Matcher> matchers, long fromMillisExclusive, long toMillisInclusive, SelectHints hints) {
        List<? extends Series> found = reading.select(matchers, fromMillisExclusive, toMillisInclusive, hints);
        List<String> missing = reading.missing();
        if (!missing.isEmpty()) {
            throw new RuleException("Not all that it reads is there: " + String.join(" ", missing));
        }
        return found;
    }
}
