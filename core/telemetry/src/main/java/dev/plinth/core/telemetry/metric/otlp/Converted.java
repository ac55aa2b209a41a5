// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.TimeSeries;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request became.
 *
 * @param series each once, with its points in the order of time
 * @param rejected how many data points are in none of them
 * @param reason why, with the names of metrics; null when nothing is to be said
 */
public record Converted(
        List<TimeSeries> series,
        List<Metadata> metadata,
        int rejected,
        @Nullable String reason) {}
