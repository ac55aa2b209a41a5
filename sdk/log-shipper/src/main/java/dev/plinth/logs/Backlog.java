// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Batches that wait to be sent, oldest first: those on disk, then those in memory. What is in memory goes to disk, all of it in its order,
 * when there is too much of it, when it has waited too long, and when Plinth is away.
 *
 * <p>Who sends looks at the first and says when it was taken; until then it stays, wherever it moves meanwhile. The two threads of a shipper
 * meet here, and nobody else: files are written under this lock.
 */
final class Backlog {
    private final @Nullable Spill disk;
    private final long memoryBound;
    private final LongSupplier nanos;
    private final Deque<Waiting> memory = new ArrayDeque<>();
    private long memoryBytes;
    private long added;
    private long settled;
    private boolean closed;

    private record Waiting(LogBatch batch, long since) {}

    Backlog(@Nullable Spill disk, long memoryBound, LongSupplier nanos) {
        this.disk = disk;
        this.memoryBound = memoryBound;
        this.nanos = nanos;
    }

    /** False when there is no room for it anywhere. */
    synchronized boolean add(LogBatch batch) {
        if (closed) {
            return false;
        }
        memory.addLast(new Waiting(batch, nanos.getAsLong()));
        memoryBytes += batch.size();
        if (memoryBytes > memoryBound) {
            spill();
        }
        if (memoryBytes > memoryBound) {
            memory.removeLast();
            memoryBytes -= batch.size();
            return false;
        }
        added++;
        notifyAll();
        return true;
    }

    /** All that is in memory goes to disk, as far as there is room. */
    synchronized void spill() {
        if (closed) {
            return;
        }
        while (disk != null
                && !memory.isEmpty()
                && disk.append(memory.getFirst().batch())) {
            memoryBytes -= memory.removeFirst().batch().size();
        }
    }

    /** As {@link #spill()}, when the first has waited that long. */
    synchronized void spillAfter(long waited) {
        if (!memory.isEmpty() && nanos.getAsLong() - memory.getFirst().since() >= waited) {
            spill();
        }
    }

    /**
     * The oldest, for which it waits; it stays the oldest until {@link #sent()}.
     *
     * @return null when nothing came in that time, or nothing will any more
     */
    synchronized @Nullable LogBatch first(long millis) throws InterruptedException {
        long deadline = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis);
        LogBatch batch = peek();
        while (batch == null && !closed) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - nanos.getAsLong());
            if (left <= 0) {
                return null;
            }
            wait(left);
            batch = peek();
        }
        return batch;
    }

    private @Nullable LogBatch peek() {
        if (closed) {
            return null;
        }
        LogBatch kept = disk == null ? null : disk.first();
        Waiting waiting = memory.peekFirst();
        return kept != null ? kept : waiting == null ? null : waiting.batch();
    }

    /** The oldest needs to be sent no more. */
    synchronized void sent() {
        if (closed) {
            return;
        }
        if (disk != null && disk.first() != null) {
            settled += disk.sent() ? 1 : 0;
        } else if (!memory.isEmpty()) {
            memoryBytes -= memory.removeFirst().batch().size();
            settled++;
        }
        notifyAll();
    }

    /** What was added so far, for {@link #awaitSettled}. */
    synchronized long added() {
        return added;
    }

    /** Waits until all that was added up to then needs to be sent no more. */
    synchronized boolean awaitSettled(long upTo, long deadline) throws InterruptedException {
        while (settled < upTo && peek() != null) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - nanos.getAsLong());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return settled >= upTo || !closed;
    }

    synchronized long diskBytes() {
        return disk == null ? 0 : disk.bytes();
    }

    /** Takes over what dead processes have left; only while nothing is being sent. */
    synchronized void adopt() {
        if (disk != null) {
            disk.adopt();
        }
    }

    /** No more comes. What is in memory is put on disk. How many lines are lost because it is not taken there. */
    synchronized long close() {
        spill();
        closed = true;
        if (disk != null) {
            disk.close();
        }
        notifyAll();
        return memory.stream().mapToLong(each -> each.batch().lines()).sum();
    }
}
