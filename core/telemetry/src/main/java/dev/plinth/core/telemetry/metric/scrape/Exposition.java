// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.TimeSeries;
import java.util.List;
import java.util.Set;

/**
 * What a text says.
 *
 * @param series with one point each; of a series that is there twice with the same time, only the first
 * @param timed those that say their time themselves
 */
public record Exposition(List<TimeSeries> series, Set<Labels> timed, List<Metadata> metadata) {
    /**
     * How much is taken.
     *
     * @param bytes of the text
     * @param samples in all
     * @param labels of one series, its name not counted
     */
    public record Limits(int bytes, int samples, int labels) {}
}
