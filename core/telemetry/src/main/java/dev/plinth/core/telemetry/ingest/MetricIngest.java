// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.TimeSeries;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes what Plinth itself collects the way of all samples. */
@Component
class MetricIngest implements MetricSink {
    private static final Logger LOG = LoggerFactory.getLogger(MetricIngest.class);

    private final Ingest ingest;

    MetricIngest(Ingest ingest) {
        this.ingest = ingest;
    }

    @Override
    public void accept(String app, List<TimeSeries> series, List<Metadata> metadata) {
        Sender sender = new Sender(app, false);
        try {
            String reason = Ingest.reason(ingest.metrics(series, metadata, sender), sender);
            if (reason != null) {
                LOG.debug("Some samples of {} were not kept: {}", app, reason);
            }
        } catch (Refusal e) {
            throw new IllegalStateException(e.message(), e);
        }
    }
}
