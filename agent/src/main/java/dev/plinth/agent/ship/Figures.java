// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.ship;

import java.util.concurrent.atomic.LongAdder;

/** What became of lines, since the start. */
public final class Figures {
    private final LongAdder sent = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    void sent(long lines) {
        sent.add(lines);
    }

    /** Counts lines that are given up. */
    public void dropped(long lines) {
        dropped.add(lines);
    }

    /** Lines that Plinth has. */
    public long sent() {
        return sent.sum();
    }

    /** Lines that Plinth does not take, and never will. */
    public long dropped() {
        return dropped.sum();
    }
}
