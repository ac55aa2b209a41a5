// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.promql.model.Stale;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps what comes in, or refuses it. */
public final class TestingSink implements MetricSink {
    private final List<Batch> batches = new ArrayList<>();
    private boolean refusing;

    /** What came at once. */
    public record Batch(String app, List<TimeSeries> series, List<Metadata> metadata) {
        /** Each series with its value; {@code stale} for one that ends. How long it took is left out, as it always differs. */
        public Map<String, String> values() {
            Map<String, String> values = new TreeMap<>();
            for (TimeSeries each : series) {
                Point point = each.points().getFirst();
                boolean stale = Stale.is(point.value());
                if (stale || !each.labels().metricName().equals("scrape_duration_seconds")) {
                    values.put(each.labels().toString(), stale ? "stale" : Double.toString(point.value()));
                }
            }
            return values;
        }
    }

    @Override
    public synchronized void accept(String app, List<TimeSeries> series, List<Metadata> metadata) {
        if (refusing) {
            throw new IllegalStateException("Kafka is away.");
        }
        batches.add(new Batch(app, List.copyOf(series), List.copyOf(metadata)));
    }

    public synchronized void refuse(boolean refuse) {
        refusing = refuse;
    }

    public synchronized List<Batch> batches() {
        return List.copyOf(batches);
    }

    public Batch last() {
        return batches().getLast();
    }
}
