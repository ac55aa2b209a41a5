// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.telemetry.metric.MetricStore;
import dev.plinth.promql.SelectHints;
import dev.plinth.promql.Series;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.script.InMemorySource;
import dev.plinth.promql.script.SeriesNotation;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Metrics that are in memory. */
final class InMemoryMetrics implements MetricStore {
    private static final SelectHints NO_HINTS = new SelectHints(0, 0, "", List.of(), false);

    private final InMemorySource source = new InMemorySource();
    private final Map<Labels, List<Exemplar>> exemplars = new TreeMap<>();
    private final Map<String, Set<Metadata>> metadata = new TreeMap<>();
    private final List<String> missing = new ArrayList<>();
    private @Nullable RuntimeException failure;

    /** Adds {@code up{job="api"} 1 0+2x5}, with a value every so many milliseconds from the beginning on. */
    void add(String series, long start, long interval) {
        source.add(SeriesNotation.parse(series), start, interval);
    }

    void add(Labels labels, long time, double value) {
        source.add(labels, time, value);
    }

    void add(Labels labels, Exemplar exemplar) {
        exemplars.computeIfAbsent(labels, key -> new ArrayList<>()).add(exemplar);
    }

    void add(Metadata about) {
        metadata.computeIfAbsent(about.family(), key -> new LinkedHashSet<>()).add(about);
    }

    /** From now on, this is what every answer lacks. */
    void miss(String sentence) {
        missing.add(sentence);
    }

    /** From now on, nothing can be read. */
    void fail(RuntimeException why) {
        failure = why;
    }

    /** Everything is there again. */
    void recover() {
        missing.clear();
        failure = null;
    }

    @Override
    public Reading open(Predicate<Labels> readable) {
        if (failure != null) {
            throw failure;
        }
        return new InMemoryReading(readable);
    }

    private final class InMemoryReading implements Reading {
        private final Predicate<Labels> readable;

        InMemoryReading(Predicate<Labels> readable) {
            this.readable = readable;
        }

        @Override
        public List<String> missing() {
            return List.copyOf(missing);
        }

        @Override
        public List<? extends Series> select(
                List<Matcher> matchers, long fromMillisExclusive, long toMillisInclusive, SelectHints hints) {
            return source.select(matchers, fromMillisExclusive, toMillisInclusive, hints).stream()
                    .filter(series -> readable.test(series.labels()))
                    .toList();
        }

        @Override
        public Set<Labels> series(List<Matcher> matchers, long from, long to) {
            return select(matchers, from - 1, to, NO_HINTS).stream()
                    .map(Series::labels)
                    .collect(Collectors.toSet());
        }

        @Override
        public SortedSet<String> labelNames(List<Matcher> matchers, long from, long to) {
            SortedSet<String> names = new TreeSet<>();
            series(matchers, from, to)
                    .forEach(labels -> names.addAll(labels.asMap().keySet()));
            return names;
        }

        @Override
        public SortedSet<String> labelValues(String name, List<Matcher> matchers, long from, long to) {
            return series(matchers, from, to).stream()
                    .map(labels -> labels.get(name))
                    .filter(value -> !value.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        @Override
        public Map<Labels, List<Exemplar>> exemplars(List<Matcher> matchers, long from, long to) {
            Map<Labels, List<Exemplar>> found = new TreeMap<>(exemplars);
            found.keySet()
                    .removeIf(labels ->
                            !readable.test(labels) || !matchers.stream().allMatch(matcher -> matcher.matches(labels)));
            return found;
        }

        @Override
        public Map<String, Set<Metadata>> metadata() {
            return metadata;
        }
    }
}
