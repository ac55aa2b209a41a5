// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Brings the points of a series together, however they are spread over a request. */
final class SeriesCollector {
    private final Map<Labels, Collected> series = new LinkedHashMap<>();

    private record Collected(List<Point> points, List<Exemplar> exemplars) {}

    void add(Labels labels, Point point, List<Exemplar> exemplars) {
        Collected collected =
                series.computeIfAbsent(labels, l -> new Collected(new ArrayList<>(1), new ArrayList<>(0)));
        collected.points.add(point);
        collected.exemplars.addAll(exemplars);
    }

    void add(Labels labels, Point point) {
        add(labels, point, List.of());
    }

    List<TimeSeries> all() {
        List<TimeSeries> all = new ArrayList<>(series.size());
        series.forEach((labels, collected) -> {
            collected.exemplars.sort(Comparator.comparingLong(Exemplar::time));
            all.add(new TimeSeries(labels, inOrder(collected.points), List.copyOf(collected.exemplars)));
        });
        return all;
    }

    /** What is there twice, as when two resources tell of the same target, is there once. */
    private static List<Point> inOrder(List<Point> points) {
        return points.size() == 1
                ? List.copyOf(points)
                : points.stream()
                        .distinct()
                        .sorted(Comparator.comparingLong(Point::time))
                        .toList();
    }
}
