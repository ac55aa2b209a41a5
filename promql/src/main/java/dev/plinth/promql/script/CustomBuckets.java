// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql.script;

import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Histogram.ResetHint;
import dev.plinth.promql.model.Histogram.Span;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.parser.Literals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes native histograms with custom buckets of the series of classic ones. */
final class CustomBuckets {
    private static final Set<String> BUCKET = Set.of(Labels.BUCKET);

    private final Map<Labels, Map<Integer, Classic>> byMetric = new HashMap<>();

    /** A classic histogram at one time. */
    private static final class Classic {
        private final TreeMap<Double, Double> buckets = new TreeMap<>();
        private double sum;
        private @Nullable Double count;
    }

    void add(SeriesNotation series) {
        Labels labels = series.labels();
        String name = labels.metricName();
        if (name.endsWith("_bucket")) {
            double bound = Literals.number(labels.get(Labels.BUCKET));
            add(series, "_bucket", (classic, value) -> classic.buckets.put(bound, value));
        } else if (name.endsWith("_count")) {
            add(series, "_count", (classic, value) -> classic.count = value);
        } else if (name.endsWith("_sum")) {
            add(series, "_sum", (classic, value) -> classic.sum = value);
        }
    }

    /** Puts a value where it belongs. */
    private interface Part {
        void set(Classic classic, double value);
    }

    private void add(SeriesNotation series, String suffix, Part part) {
        String name = series.labels().metricName();
        Labels base = series.labels()
                .drop(BUCKET)
                .with(Labels.METRIC_NAME, name.substring(0, name.length() - suffix.length()));
        Map<Integer, Classic> times = byMetric.computeIfAbsent(base, key -> new TreeMap<>());
        for (int i = 0; i < series.items().size(); i++) {
            SeriesNotation.Item item = series.items().get(i);
            if (!item.omitted() && item.histogram() == null) {
                part.set(times.computeIfAbsent(i, key -> new Classic()), item.value());
            }
        }
    }

    /** Adds them to a source, the first at the time 0. */
    void addTo(InMemorySource source, long interval) {
        byMetric.forEach((labels, times) ->
                times.forEach((index, classic) -> source.add(labels, index * interval, histogram(classic))));
    }

    private static Histogram histogram(Classic classic) {
        double last =
                classic.buckets.isEmpty() ? 0 : classic.buckets.lastEntry().getValue();
        Double given = classic.count;
        double count = given == null ? last : given;
        classic.buckets.putIfAbsent(Double.POSITIVE_INFINITY, count);
        List<Double> counts = new ArrayList<>();
        double before = 0;
        for (double cumulative : classic.buckets.values()) {
            counts.add(cumulative - before);
            before = cumulative;
        }
        double[] bounds = classic.buckets.keySet().stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .toArray();
        double[] buckets = counts.stream().mapToDouble(Double::doubleValue).toArray();
        return Histogram.custom(
                        ResetHint.UNKNOWN, count, classic.sum, bounds, List.of(new Span(0, buckets.length)), buckets)
                .compact();
    }
}
