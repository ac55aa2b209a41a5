// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.ship;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Reports that wait for Plinth, oldest first. Those that are too old are given up: counters go on from where they are, so what is lost is how they came
 * there, and memory stays bounded.
 */
public final class Reports {
    /** So long reports wait for Plinth. */
    public static final Duration LONGEST = Duration.ofMinutes(5);

    private static final long MOST_BYTES = 8 << 20;

    private final Deque<Report> waiting = new ArrayDeque<>();
    private final Duration longest;
    private final Figures figures;
    private final Notes notes;
    private long bytes;
    private boolean complete;

    public Reports(Duration longest, Figures figures, Notes notes) {
        this.longest = longest;
        this.figures = figures;
        this.notes = notes;
    }

    /** Adds one, and gives up those before it that are too old or too much. */
    public synchronized void add(Report report) {
        waiting.add(report);
        bytes += report.request().length;
        int dropped = 0;
        while (waiting.size() > 1 && isTooMuch(report)) {
            bytes -= waiting.remove().request().length;
            dropped++;
        }
        if (dropped > 0) {
            figures.reportsDropped(dropped);
            notes.say(
                    "reports",
                    "Plinth did not take reports on the host for %d s, the oldest are left out: %d since the start"
                            .formatted(longest.toSeconds(), figures.reportsDropped()));
        }
        notifyAll();
    }

    private boolean isTooMuch(Report newest) {
        return bytes > MOST_BYTES || newest.nanoTime() - waiting.element().nanoTime() > longest.toNanos();
    }

    /** No more come. */
    public synchronized void complete() {
        complete = true;
        notifyAll();
    }

    /** The oldest, which stays until it is {@link #settled}; waits for one. Null when none is left and no more come. */
    synchronized @Nullable Report oldest() throws InterruptedException {
        while (waiting.isEmpty() && !complete) {
            wait();
        }
        return waiting.peek();
    }

    /** It need not be sent any more. False when it was given up meanwhile, and counted as such. */
    synchronized boolean settled(Report report) {
        if (waiting.remove(report)) {
            bytes -= report.request().length;
            return true;
        }
        return false;
    }
}
