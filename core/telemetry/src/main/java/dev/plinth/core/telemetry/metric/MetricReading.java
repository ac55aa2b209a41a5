// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric;

import dev.plinth.core.telemetry.metric.Recent.Found;
import dev.plinth.core.telemetry.metric.Recent.RecentSeries;
import dev.plinth.core.telemetry.metric.block.BlockDirectory;
import dev.plinth.core.telemetry.metric.block.BlockDirectory.Place;
import dev.plinth.core.telemetry.metric.block.BlockReader;
import dev.plinth.promql.Samples;
import dev.plinth.promql.SelectHints;
import dev.plinth.promql.Series;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.head.MergedSamples;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What one query reads: of each series its blocks and then what is in memory. What is in memory is looked at first, so that a window which is written
 * meanwhile is found twice rather than not at all; of samples at the same time one counts.
 */
final class MetricReading implements MetricStore.Reading {
    private final Recent recent;
    private final BlockDirectory directory;
    private final BlockReader blocks;
    private final Predicate<Labels> readable;
    private final Set<String> missing = new LinkedHashSet<>();

    MetricReading(Recent recent, BlockDirectory directory, BlockReader blocks, Predicate<Labels> readable) {
        this.recent = recent;
        this.directory = directory;
        this.blocks = blocks;
        this.readable = readable;
    }

    /** A series with all places where it has samples. */
    private final class Placed implements Series {
        private final Labels labels;
        private final List<Place> places = new ArrayList<>();
        private final List<RecentSeries> inMemory = new ArrayList<>(1);

        Placed(Labels labels) {
            this.labels = labels;
        }

        @Override
        public Labels labels() {
            return labels;
        }

        @Override
        public Samples samples() {
            places.sort(Comparator.comparingLong(place -> place.block().begin()));
            List<Samples> parts = new ArrayList<>(blocks.samples(places));
            inMemory.forEach(each -> parts.add(each.samples().get()));
            return MergedSamples.of(parts);
        }
    }

    @Override
    public List<? extends Series> select(
            List<Matcher> matchers, long fromMillisExclusive, long toMillisInclusive, SelectHints hints) {
        long from = fromMillisExclusive + 1;
        Found found = recent.select(matchers, from, toMillisInclusive);
        return placed(found, matchers, from, toMillisInclusive);
    }

    private List<Placed> placed(Found found, List<Matcher> matchers, long from, long to) {
        missing.addAll(found.missing());
        Map<Labels, Placed> placed = new HashMap<>();
        found.series().forEach(each -> {
            if (readable.test(each.labels())) {
                placed.computeIfAbsent(each.labels(), Placed::new).inMemory.add(each);
            }
        });
        for (BlockDirectory.Found each : directory.select(matchers, from, to, found.cutUntil())) {
            if (readable.test(each.labels())) {
                placed.computeIfAbsent(each.labels(), Placed::new).places.addAll(each.places());
            }
        }
        List<Placed> sorted = new ArrayList<>(placed.values());
        // as blocks have them, so that the next series is mostly in the same
        sorted.sort(Comparator.comparing(Placed::labels));
        return sorted;
    }

    @Override
    public Set<Labels> series(List<Matcher> matchers, long from, long to) {
        Set<Labels> series = new LinkedHashSet<>();
        Found found = recent.labels(matchers, from, to);
        placed(found, matchers, from, to).forEach(each -> series.add(each.labels));
        return series;
    }

    @Override
    public SortedSet<String> labelNames(List<Matcher> matchers, long from, long to) {
        SortedSet<String> names = new TreeSet<>();
        for (Labels labels : series(matchers, from, to)) {
            for (int i = 0; i < labels.size(); i++) {
                names.add(labels.name(i));
            }
        }
        return names;
    }

    @Override
    public SortedSet<String> labelValues(String name, List<Matcher> matchers, long from, long to) {
        SortedSet<String> values = new TreeSet<>();
        for (Labels labels : series(matchers, from, to)) {
            String value = labels.get(name);
            if (!value.isEmpty()) {
                values.add(value);
            }
        }
        return values;
    }

    @Override
    public Map<Labels, List<Exemplar>> exemplars(List<Matcher> matchers, long from, long to) {
        Map<Labels, List<Exemplar>> exemplars = new TreeMap<>(recent.exemplars(matchers, from, to));
        exemplars.keySet().removeIf(readable.negate());
        return exemplars;
    }

    @Override
    public Map<String, Set<Metadata>> metadata() {
        return recent.metadata();
    }

    @Override
    public List<String> missing() {
        return List.copyOf(missing);
    }
}
