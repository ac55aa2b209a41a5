// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.live;

import java.util.List;

/** Keeps something in this core up to date with the live items; called by one thread, in order. */
public interface LiveReader {
    /**
     * Forget everything and start from here.
     *
     * @param items all that are up at {@code seq}
     * @param recent the last events up to {@code seq}, oldest first
     */
    void loadLive(long seq, List<LiveItem> items, List<LiveEvent> recent);

    /** The next events, without a gap to those before. */
    void readLive(List<LiveEvent> events);
}
