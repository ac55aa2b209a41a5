// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric;

import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.TimeSeries;
import java.util.List;

/** Where samples go that came in. */
public interface MetricSink {
    /**
     * Returns when they are safe.
     *
     * @param app on whose account they are
     * @param metadata may be sent again and again
     * @throws RuntimeException with a message for people, when nothing was taken; they are not sent again
     */
    void accept(String app, List<TimeSeries> series, List<Metadata> metadata);
}
