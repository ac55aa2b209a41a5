// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a scrape went, as Prometheus tells it.
 *
 * @param kept samples that are handed on
 * @param added series that the answer before did not have
 */
record Report(boolean up, double seconds, int scraped, int kept, int added) {
    private static final List<String> NAMES = List.of(
            "up",
            "scrape_duration_seconds",
            "scrape_samples_scraped",
            "scrape_samples_post_metric_relabeling",
            "scrape_series_added");

    static final int SERIES = NAMES.size();

    private static Labels labels(Target target, int index) {
        return target.labels().with(Labels.METRIC_NAME, NAMES.get(index));
    }

    /** Its series; no target says them of itself. */
    static Set<Labels> labels(Target target) {
        Set<Labels> labels = new HashSet<>();
        for (int i = 0; i < SERIES; i++) {
            labels.add(labels(target, i));
        }
        return labels;
    }

    List<TimeSeries> series(Target target, long time) {
        double[] values = {up ? 1 : 0, seconds, scraped, kept, added};
        List<TimeSeries> series = new ArrayList<>(SERIES);
        for (int i = 0; i < SERIES; i++) {
            series.add(TimeSeries.of(labels(target, i), Point.of(time, values[i])));
        }
        return series;
    }
}
