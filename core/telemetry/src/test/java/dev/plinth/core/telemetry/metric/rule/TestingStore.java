// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.MetricStore;
import dev.plinth.promql.SelectHints;
import dev.plinth.promql.Series;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.model.Stale;
import dev.plinth.promql.script.InMemorySource;
import dev.plinth.promql.script.SeriesNotation;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Metrics in memory. What comes in is seen at once, or, as in a store that is slower, only when a test says so. */
final class TestingStore implements MetricStore, MetricSink {
    private final InMemorySource source = new InMemorySource();
    private final List<Batch> batches = new ArrayList<>();
    private List<String> missing = List.of();
    private boolean refusing;
    private boolean slow;

    /** What came at once. */
    record Batch(String app, List<TimeSeries> series) {
        /** Each series with its value; {@code stale} for one that ends. */
        Map<String, String> values() {
            Map<String, String> values = new TreeMap<>();
            for (TimeSeries each : series) {
                Point point = each.points().getFirst();
                values.put(each.labels().toString(), text(point));
            }
            return values;
        }

        private static String text(Point point) {
            Histogram histogram = point.histogram();
            return histogram != null
                    ? "histogram of " + histogram.count()
                    : Stale.is(point.value()) ? "stale" : Double.toString(point.value());
        }

        long time() {
            return series.getFirst().points().getFirst().time();
        }
    }

    synchronized void add(long time, double value, String... labels) {
        source.add(Labels.of(labels), time, value);
    }

    /** @param series as in tests of Prometheus, with one sample */
    synchronized void add(long time, String series) {
        source.add(SeriesNotation.parse(series), time, 1);
    }

    synchronized void missing(String... sentences) {
        missing = List.of(sentences);
    }

    synchronized void refuse(boolean refuse) {
        refusing = refuse;
    }

    /** From now on what comes in is not seen. */
    synchronized void slow() {
        slow = true;
    }

    synchronized List<Batch> batches() {
        return List.copyOf(batches);
    }

    Batch last() {
        return batches().getLast();
    }

    @Override
    public synchronized void accept(String app, List<TimeSeries> series, List<Metadata> metadata) {
        if (refusing) {
            throw new IllegalStateException("Kafka is away.");
        }
        batches.add(new Batch(app, List.copyOf(series)));
        if (!slow) {
            series.forEach(each -> each.points().forEach(point -> {
                Histogram histogram = point.histogram();
                if (histogram == null) {
                    source.add(each.labels(), point.time(), point.value());
                } else {
                    source.add(each.labels(), point.time(), histogram);
                }
            }));
        }
    }

    @Override
    public Reading open(Predicate<Labels> readable) {
        return new Opened(readable);
    }

    private final class Opened implements Reading {
        private final Predicate<Labels> readable;

        Opened(Predicate<Labels> readable) {
            this.readable = readable;
        }

        @Override
        public List<? extends Series> select(
                List<Matcher> matchers, long fromMillisExclusive, long toMillisInclusive, SelectHints hints) {
            synchronized (TestingStore.this) {
                return source.select(matchers, fromMillisExclusive, toMillisInclusive, hints).stream()
                        .filter(each -> readable.test(each.labels()))
                        .toList();
            }
        }

        @Override
        public List<String> missing() {
            synchronized (TestingStore.this) {
                return missing;
            }
        }

        @Override
        public Set<Labels> series(List<Matcher> matchers, long from, long to) {
            throw new UnsupportedOperationException("rules only select");
        }

        @Override
        public SortedSet<String> labelNames(List<Matcher> matchers, long from, long to) {
            throw new UnsupportedOperationException("rules only select");
        }

        @Override
        public SortedSet<String> labelValues(String name, List<Matcher> matchers, long from, long to) {
            throw new UnsupportedOperationException("rules only select");
        }

        @Override
        public Map<Labels, List<Exemplar>> exemplars(List<Matcher> matchers, long from, long to) {
            throw new UnsupportedOperationException("rules only select");
        }

        @Override
        public Map<String, Set<Metadata>> metadata() {
            throw new UnsupportedOperationException("rules only select");
        }
    }

    /** Names of all metrics that came in. */
    Set<String> names() {
        return batches().stream()
                .flatMap(batch -> batch.series().stream())
                .map(each -> each.labels().metricName())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
