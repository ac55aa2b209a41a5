// SPDX-License-Identifier: Apache-2.0
package dev.plinth.promql;

import dev.plinth.promql.model.Matcher;
import java.util.List;

/** Where the engine gets its series from. */
public interface SeriesSource {
    /**
     * The series that all matchers match, each with labels of its own. The list may be made lazily: it is read once, from the first
     * to the last, and the samples of one series are not needed any more when those of the next are asked for.
     *
     * @param fromMillisExclusive samples at this time and before are not needed
     * @param toMillisInclusive samples after this time are not needed
     */
    List<? extends Series> select(
            List<Matcher> matchers, long fromMillisExclusive, long toMillisInclusive, SelectHints hints);
}
