// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric;

import dev.plinth.promql.Samples;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import dev.plinth.timeseries.Exemplar;
import dev.plinth.timeseries.Metadata;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What cores have in memory of the partitions that they own. Times are in milliseconds, both ends inclusive. */
interface Recent {
    /**
     * A series in the memory of a core.
     *
     * @param samples at least those of the time that was asked for
     */
    record RecentSeries(Labels labels, Supplier<Samples> samples) {}

    /**
     * Series of some partitions.
     *
     * @param cutUntil up to when samples are in blocks, by partition; those are not here
     * @param missing what is not among them and should be, in sentences
     */
    record Found(List<RecentSeries> series, Map<Integer, Long> cutUntil, List<String> missing) {}

    /** The series that all matchers match and that may have samples then. */
    Found select(List<Matcher> matchers, long from, long to);

    /** As {@link #select}, when only their labels are wanted. */
    Found labels(List<Matcher> matchers, long from, long to);

    Map<Labels, List<Exemplar>> exemplars(List<Matcher> matchers, long from, long to);

    Map<String, Set<Metadata>> metadata();
}
