// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.script;

import dev.plinth.promql.Samples;
import dev.plinth.promql.SelectHints;
import dev.plinth.promql.Series;
import dev.plinth.promql.SeriesSource;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Series in memory, sorted by their labels. */
public final class InMemorySource implements SeriesSource {
    private final Map<Labels, TreeMap<Long, Value>> series = new TreeMap<>();

    /** A sample; the number counts when there is no histogram. */
    private record Value(double number, @Nullable Histogram histogram) {}

    /** Adds a sample, or replaces the one that the series has at this time. */
    public void add(Labels labels, long time, double value) {
        put(labels, time, new Value(value, null));
    }

    /** Adds a sample, or replaces the one that the series has at this time. */
    public void add(Labels labels, long time, Histogram histogram) {
        put(labels, time, new Value(0, histogram));
    }

    private void put(Labels labels, long time, Value value) {
        series.computeIfAbsent(labels, key -> new TreeMap<>()).put(time, value);
    }

    /**
     * Adds the values of a series, one at each interval from the beginning on.
     *
     * @param start milliseconds
     * @param interval milliseconds
     */
    public void add(SeriesNotation notation, long start, long interval) {
        long time = start;
        for (SeriesNotation.Item item : notation.items()) {
            Histogram histogram = item.histogram();
            if (histogram != null) {
                add(notation.labels(), time, histogram);
            } else if (!item.omitted()) {
                add(notation.labels(), time, item.value());
            }
            time += interval;
        }
    }

    public void clear() {
        series.clear();
    }

    @Override
    public List<? extends Series> select(
            List<Matcher> matchers, long fromMillisExclusive, long toMillisInclusive, SelectHints hints) {
        List<Series> selected = new ArrayList<>();
        series.forEach((labels, values) -> {
            if (matchers.stream().allMatch(matcher -> matcher.matches(labels))) {
                var within = values.subMap(fromMillisExclusive, false, toMillisInclusive, true);
                if (!within.isEmpty()) {
                    selected.add(new Selected(labels, within));
                }
            }
        });
        return selected;
    }

    private record Selected(Labels labels, Map<Long, Value> values) implements Series {
        @Override
        public Samples samples() {
            int size = values.size();
            long[] times = new long[size];
            double[] numbers = new double[size];
            @Nullable Histogram[] histograms = new Histogram[size];
            boolean any = false;
            int i = 0;
            for (Map.Entry<Long, Value> entry : values.entrySet()) {
                times[i] = entry.getKey();
                numbers[i] = entry.getValue().number;
                histograms[i] = entry.getValue().histogram;
                any |= histograms[i] != null;
                i++;
            }
            return new Samples(times, numbers, any ? histograms : null, size);
        }
    }
}
