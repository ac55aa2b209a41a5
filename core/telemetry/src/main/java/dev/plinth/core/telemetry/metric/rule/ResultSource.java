// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import dev.plinth.promql.Samples;
import dev.plinth.promql.SelectHints;
import dev.plinth.promql.Series;
import dev.plinth.promql.SeriesSource;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.timeseries.head.MergedSamples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is stored, and what rules have just given. A rule sees the results of those before it at the same time, though the store has them only a little
 * later.
 */
final class ResultSource implements SeriesSource {
    private final SeriesSource stored;
    private final SeriesSource results;

    ResultSource(SeriesSource stored, SeriesSource results) {
        this.stored = stored;
        this.results = results;
    }

    /** A series with samples in both; at the same time that of the result counts. */
    private record Both(Series result, Series before) implements Series {
        @Override
        public Labels labels() {
            return result.labels();
        }

        @Override
        public Samples samples() {
            return MergedSamples.of(List.of(result.samples(), before.samples()));
        }
    }

    @Override
    public List<? extends Series> select(
            List<Matcher> matchers, long fromMillisExclusive, long toMillisInclusive, SelectHints hints) {
        List<? extends Series> before = stored.select(matchers, fromMillisExclusive, toMillisInclusive, hints);
        Map<Labels, Series> fresh = new HashMap<>();
        results.select(matchers, fromMillisExclusive, toMillisInclusive, hints)
                .forEach(each -> fresh.put(each.labels(), each));
        if (fresh.isEmpty()) {
            return before;
        }
        List<Series> all = new ArrayList<>();
        for (Series each : before) {
            Series result = fresh.remove(each.labels());
            all.add(result == null ? each : new Both(result, each));
        }
        all.addAll(fresh.values());
        return all;
    }
}
