// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric;

import dev.plinth.promql.Engine;
import dev.plinth.promql.EngineOptions;
import dev.plinth.promql.QueryResult;
import dev.plinth.promql.Samples;
import dev.plinth.promql.SelectHints;
import dev.plinth.promql.Series;
import dev.plinth.promql.SeriesSource;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.promql.model.Stale;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps all that comes in, to be asked; or refuses it. */
public final class CollectedSeries implements MetricSink, SeriesSource {
    private final Map<Labels, List<Point>> series = new TreeMap<>();
    private final Map<String, Metadata> metadata = new HashMap<>();
    private boolean refusing;

    private record Kept(Labels labels, Samples samples) implements Series {}

    @Override
    public synchronized void accept(String app, List<TimeSeries> came, List<Metadata> told) {
        if (refusing) {
            throw new IllegalStateException("Kafka is away.");
        }
        came.forEach(each -> series.computeIfAbsent(each.labels(), labels -> new ArrayList<>())
                .addAll(each.points()));
        told.forEach(each -> metadata.put(each.family(), each));
    }

    public synchronized void refuse(boolean refuse) {
        refusing = refuse;
    }

    @Override
    public synchronized List<? extends Series> select(List<Matcher> matchers, long from, long to, SelectHints hints) {
        List<Series> found = new ArrayList<>();
        series.forEach((labels, points) -> {
            if (matchers.stream().allMatch(matcher -> matcher.matches(labels.get(matcher.name())))) {
                List<Point> within = points.stream()
                        .filter(point -> point.time() > from && point.time() <= to)
                        .toList();
                found.add(new Kept(
                        labels,
                        new Samples(
                                within.stream().mapToLong(Point::time).toArray(),
                                within.stream().mapToDouble(Point::value).toArray(),
                                null,
                                within.size())));
            }
        });
        return found;
    }

    /** What a query gives at that time. */
    public List<Double> values(String query, long time) {
        QueryResult result = new Engine(EngineOptions.DEFAULT).instant(this, query, time);
        return ((QueryResult.Vector) result.value())
                .samples().stream().map(QueryResult.Sample::value).toList();
    }

    /** Those of the job that have not ended. */
    public synchronized List<Labels> live(String job) {
        return series.entrySet().stream()
                .filter(each -> each.getKey().get("job").equals(job)
                        && !Stale.is(each.getValue().getLast().value()))
                .map(Map.Entry::getKey)
                .toList();
    }

    public synchronized Map<String, Metadata> metadata() {
        return Map.copyOf(metadata);
    }

    public synchronized int size() {
        return series.size();
    }
}
