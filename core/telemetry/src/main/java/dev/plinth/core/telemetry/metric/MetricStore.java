// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric;

import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.SeriesIndex;
import java.util.List;
import java.util.function.Predicate;

/** Where metrics are: recent samples in the memory of the core that owns their partition, older ones in the database. */
public interface MetricStore {
    /**
     * Opens what one query reads; not for several threads at once.
     *
     * @param readable what the caller may see; the rest is as if it were not there
     */
    Reading open(Predicate<Labels> readable);

    /** What one query reads. */
    interface Reading extends SeriesIndex {
        /** What is missing, and why, in sentences: parts whose core does not answer. Complete when everything was read. */
        List<String> missing();
    }
}
