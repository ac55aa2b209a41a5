// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.ship;

import java.util.concurrent.atomic.LongAdder;

/** What became of lines, and of reports, since the start. */
public final class Figures {
    private final LongAdder sent = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder reports = new LongAdder();
    private final LongAdder reportsDropped = new LongAdder();

    void sent(long lines) {
        sent.add(lines);
    }

    /** Counts lines that are given up. */
    public void dropped(long lines) {
        dropped.add(lines);
    }

    void reported() {
        reports.increment();
    }

    void reportsDropped(long number) {
        reportsDropped.add(number);
    }

    /** Reports that Plinth has. */
    public long reports() {
        return reports.sum();
    }

    /** Reports that Plinth does not take, or that were too old when it would have. */
    public long reportsDropped() {
        return reportsDropped.sum();
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
