// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.partition;

import dev.plinth.core.telemetry.metric.block.BlockStore;
import dev.plinth.core.telemetry.metric.block.Progress;
import dev.plinth.timeseries.head.Head;
import dev.plinth.timeseries.head.Head.Added;
import dev.plinth.timeseries.remote.MalformedRequestException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A partition in memory. Its clock is what the log says: a window is over when the log has come to a time at which no sample of it is taken
 * any more. So whoever reads the log again comes to the same windows. Used by the thread that reads, but for what queries ask.
 */
public final class Partition {
    private static final long SKEW = Duration.ofMinutes(1).toMillis();
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long WINDOW = BlockStore.WINDOW.toMillis();

    private final int number;
    private final String incarnation;
    private final long late;
    private final long replayUntil;
    private final TreeMap<Long, Long> offsets = new TreeMap<>();
    private @Nullable Progress progress;
    private volatile @Nullable Head head;
    private volatile long next;
    private long clock = Long.MIN_VALUE;

    /**
     * A partition that nothing was read of.
     *
     * @param progress what is in the database; null for nothing
     * @param late how old samples may be when they come in, in milliseconds
     * @param from offset to read from
     * @param replayUntil offset of what comes in after this core took over
     */
    Partition(int number, String incarnation, @Nullable Progress progress, long late, long from, long replayUntil) {
        this.number = number;
        this.incarnation = incarnation;
        this.progress = progress;
        this.late = late;
        this.next = from;
        this.replayUntil = replayUntil;
        if (progress != null) {
            head = new Head(WINDOW, progress.cutUntil());
        }
    }

    public int number() {
        return number;
    }

    /** Null until the first sample, when nothing is kept yet. */
    public @Nullable Head head() {
        return head;
    }

    /** Whether everything was read again that was in memory before this core took over. */
    public boolean isReady() {
        return next >= replayUntil;
    }

    /** Offset of the next record. */
    long next() {
        return next;
    }

    /** How many records are to be read until it is ready. */
    public long missing() {
        return Math.max(0, replayUntil - next);
    }

    Added add(byte[] request, long offset, long time) throws MalformedRequestException {
        Head current = head;
        if (current == null) {
            current = new Head(WINDOW, Math.floorDiv(time - late - SKEW, WINDOW) * WINDOW);
            head = current;
        }
        clock = Math.max(clock, time);
        offsets.putIfAbsent(Math.floorDiv(time, MINUTE) * MINUTE, offset);
        try {
            return current.add(request);
        } finally {
            next = offset + 1;
        }
    }

    /** Records that are no samples, as marks of transactions, are passed, too. */
    void passed(long nextOffset) {
        next = Math.max(next, nextOffset);
    }

    /** Says what time it is when nothing came in for a while. */
    void idleAt(long now) {
        clock = Math.max(clock, now - SKEW);
    }

    /** The end of the first window when it is over; else null. */
    @Nullable
    Long over() {
        Head current = head;
        if (current == null || clock < current.begin() + WINDOW + late + Partitions.AHEAD.toMillis() + SKEW) {
            return null;
        }
        return current.begin() + WINDOW;
    }

    /**
     * Writes the first window.
     *
     * @param end of it
     * @return false when another core has written, and this partition is not this core's any more
     */
    boolean cut(long end, BlockStore store) {
        Head current = head;
        if (current == null) {
            return true;
        }
        long begin = end - WINDOW;
        Map.Entry<Long, Long> first = offsets.ceilingEntry(end - Partitions.AHEAD.toMillis() - SKEW);
        Progress after = new Progress(incarnation, end, first == null ? next : first.getValue());
        if (!store.write(number, begin, end, current.before(end), progress, after)) {
            return false;
        }
        progress = after;
        current.dropBefore(end);
        offsets.headMap(end - Partitions.AHEAD.toMillis() - SKEW, false).clear();
        return true;
    }
}
