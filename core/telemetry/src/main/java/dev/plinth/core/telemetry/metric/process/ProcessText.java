// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.process;

import dev.plinth.core.telemetry.metric.scrape.Exposition;
import dev.plinth.core.telemetry.metric.scrape.ExpositionException;
import dev.plinth.core.telemetry.metric.scrape.ExpositionFormat;
import dev.plinth.core.telemetry.metric.scrape.ExpositionParser;
import dev.plinth.core.telemetry.metric.scrape.TargetLabels;
import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.TimeSeries;
import java.util.List;

/** What one of Plinth's processes says of itself, in Prometheus' text format 0.0.4. */
record ProcessText(List<TimeSeries> series, List<Metadata> metadata) {
    /** On whose account the samples are. */
    static final String APP = "plinth";

    static final Exposition.Limits LIMITS = new Exposition.Limits(1 << 20, 20_000, 64);

    /**
     * Reads it all, or nothing.
     *
     * @param process labels that say which process it is
     * @param time in milliseconds, of samples that say none
     */
    static ProcessText read(byte[] text, Labels process, long time) throws ExpositionException {
        Exposition read = ExpositionParser.parse(text, ExpositionFormat.TEXT, time, LIMITS);
        return new ProcessText(
                read.series().stream()
                        .map(each -> new TimeSeries(
                                TargetLabels.merge(each.labels(), process, false), each.points(), each.exemplars()))
                        .toList(),
                read.metadata());
    }
}
