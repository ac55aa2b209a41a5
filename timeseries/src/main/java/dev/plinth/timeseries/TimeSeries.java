// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries;

import dev.plinth.promql.model.Labels;
import java.util.List;

/**
 * Samples of a series as they come in.
 *
 * @param points the oldest first
 */
public record TimeSeries(Labels labels, List<Point> points, List<Exemplar> exemplars) {
    public static TimeSeries of(Labels labels, Point... points) {
        return new TimeSeries(labels, List.of(points), List.of());
    }
}
