// SPDX-License-Identifier: Apache-2.0
package dev.plinth.timeseries;

import dev.plinth.promql.SeriesSource;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/**
 * Series that can be asked for what they are, beside what they hold. Times are in milliseconds, both ends inclusive; of what is found some may
 * have its samples a little before or after. An empty list of matchers matches everything.
 */
public interface SeriesIndex extends SeriesSource {
    /** Labels of the series that all matchers match and that have samples then. */
    Set<Labels> series(List<Matcher> matchers, long from, long to);

    /** Names of labels that these series have. */
    SortedSet<String> labelNames(List<Matcher> matchers, long from, long to);

    /** Values that these series have of a label. */
    SortedSet<String> labelValues(String name, List<Matcher> matchers, long from, long to);

    /** Exemplars of these series, by their labels; of each the oldest first. */
    Map<Labels, List<Exemplar>> exemplars(List<Matcher> matchers, long from, long to);

    /** What is known of families of metrics, by their names; more than one when senders do not agree. */
    Map<String, Set<Metadata>> metadata();
}
