// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.counted;

import dev.plinth.core.telemetry.metric.MetricStore.Reading;
import dev.plinth.promql.SelectHints;
import dev.plinth.promql.Series;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
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

/** What is kept, and what is made of counts. */
public final class CountedReading implements Reading {
    private final Reading kept;
    private final List<CountedSeries> counted;
    private final Predicate<Labels> readable;

    /** @param readable what the caller may see of what is counted; what is kept knows by itself */
    public CountedReading(Reading kept, List<CountedSeries> counted, Predicate<Labels> readable) {
        this.kept = kept;
        this.counted = counted;
        this.readable = readable;
    }

    @Override
    public List<? extends Series> select(
            List<Matcher> matchers, long fromMillisExclusive, long toMillisInclusive, SelectHints hints) {
        List<? extends Series> found = kept.select(matchers, fromMillisExclusive, toMillisInclusive, hints);
        List<Series> all = new ArrayList<>(found);
        for (CountedSeries each : wanted(matchers)) {
            each.select(matchers, fromMillisExclusive + 1, toMillisInclusive).stream()
                    .filter(series -> readable.test(series.labels()))
                    .forEach(all::add);
        }
        return all.size() == found.size() ? found : all;
    }

    private List<CountedSeries> wanted(List<Matcher> matchers) {
        return counted.stream()
                .filter(each -> CountedSeries.anyOf(matchers, each.names().toArray(String[]::new)))
                .toList();
    }

    private Set<Labels> labels(List<Matcher> matchers) {
        Set<Labels> labels = new LinkedHashSet<>();
        wanted(matchers)
                .forEach(each -> each.labels(matchers).stream().filter(readable).forEach(labels::add));
        return labels;
    }

    @Override
    public Set<Labels> series(List<Matcher> matchers, long from, long to) {
        Set<Labels> series = new LinkedHashSet<>(kept.series(matchers, from, to));
        series.addAll(labels(matchers));
        return series;
    }

    @Override
    public SortedSet<String> labelNames(List<Matcher> matchers, long from, long to) {
        SortedSet<String> names = new TreeSet<>(kept.labelNames(matchers, from, to));
        for (Labels labels : labels(matchers)) {
            for (int i = 0; i < labels.size(); i++) {
                names.add(labels.name(i));
            }
        }
        return names;
    }

    @Override
    public SortedSet<String> labelValues(String name, List<Matcher> matchers, long from, long to) {
        SortedSet<String> values = new TreeSet<>(kept.labelValues(name, matchers, from, to));
        for (Labels labels : labels(matchers)) {
            String value = labels.get(name);
            if (!value.isEmpty()) {
                values.add(value);
            }
        }
        return values;
    }

    @Override
    public Map<Labels, List<Exemplar>> exemplars(List<Matcher> matchers, long from, long to) {
        Map<Labels, List<Exemplar>> exemplars = new TreeMap<>(kept.exemplars(matchers, from, to));
        for (CountedSeries each : wanted(matchers)) {
            each.exemplars(matchers, from, to).forEach((labels, list) -> {
                if (readable.test(labels)) {
                    exemplars.put(labels, list);
                }
            });
        }
        return exemplars;
    }

    @Override
    public Map<String, Set<Metadata>> metadata() {
        Map<String, Set<Metadata>> metadata = new TreeMap<>(kept.metadata());
        counted.forEach(each -> metadata.putAll(each.metadata()));
        return metadata;
    }

    @Override
    public List<String> missing() {
        return kept.missing();
    }
}
