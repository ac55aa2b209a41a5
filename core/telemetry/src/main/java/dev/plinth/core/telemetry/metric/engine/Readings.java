// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an engine said in one round. Of what it says twice the first counts. */
final class Readings {
    private final Labels origin;
    private final long time;
    private final Map<Labels, Double> values = new LinkedHashMap<>();
    private final Map<String, Metadata> metadata = new LinkedHashMap<>();

    /**
     * Nothing yet.
     *
     * @param origin labels of all series
     * @param time in milliseconds since 1970
     */
    Readings(Labels origin, long time) {
        this.origin = origin;
        this.time = time;
    }

    /** @param labels a name, its value, the next name, and so on */
    void add(Metadata metric, double value, String... labels) {
        put(metric, "", value, labels);
    }

    /** @param labels a name, its value, the next name, and so on */
    void add(Metadata metric, long value, String... labels) {
        add(metric, (double) value, labels);
    }

    /** @param labels a name, its value, the next name, and so on */
    void addSummary(Metadata metric, double sum, double count, String... labels) {
        put(metric, "_sum", sum, labels);
        put(metric, "_count", count, labels);
    }

    private void put(Metadata metric, String ending, double value, String... labels) {
        Map<String, String> all = new HashMap<>(origin.asMap());
        for (int i = 0; i + 1 < labels.length; i += 2) {
            all.put(labels[i], labels[i + 1]);
        }
        all.put(Labels.METRIC_NAME, metric.family() + ending);
        values.putIfAbsent(Labels.copyOf(all), value);
        metadata.putIfAbsent(metric.family(), metric);
    }

    List<TimeSeries> series() {
        List<TimeSeries> series = new ArrayList<>(values.size());
        values.forEach((labels, value) -> series.add(TimeSeries.of(labels, Point.of(time, value))));
        return series;
    }

    Set<Labels> labels() {
        return values.keySet();
    }

    List<Metadata> metadata() {
        return List.copyOf(metadata.values());
    }
}
