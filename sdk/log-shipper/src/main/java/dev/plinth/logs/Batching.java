// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Takes lines from many threads, and on its own makes batches of them. */
final class Batching<E> implements Runnable {
    private static final int MAX_LINES = 500;
    private static final int MAX_BYTES = 512 << 10;
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long WAIT_STEP = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long NOT_STUCK = -1;
    private static final long LONGEST_OFFER = TimeUnit.SECONDS.toNanos(1);
    private static final int SETTLED_TOGETHER = 32;
    private static final String SCOPE = "dev.plinth.logs";
    private static final int WARN = 13;

    private final Backlog backlog;
    private final Function<E, LogLine> reader;
    private final ToIntFunction<E> weigher;
    private final Pace pace;
    private final Troubles troubles;
    private final LineQueue<E> queue;
    private final int wakeAt;
    private final long maxQueued;
    private final AtomicLong queued = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong droppedUnsaid = new AtomicLong();
    private final OtlpRequest request;

    private long openedAt;
    private long saying;
    private volatile @Nullable Thread sleeping;
    /** How many lines were taken when somebody has waited in vain. */
    private volatile long stuckAt = NOT_STUCK;

    private volatile boolean hurrying;
    private volatile boolean ending;
    private volatile long flushWanted;
    private volatile long flushed;

    Batching(
            Backlog backlog,
            Function<E, LogLine> reader,
            ToIntFunction<E> weigher,
            ShipperSettings settings,
            Troubles troubles) {
        this.backlog = backlog;
        this.reader = reader;
        this.weigher = weigher;
        this.pace = settings.pace();
        this.troubles = troubles;
        this.queue = new LineQueue<>(settings.queueSize());
        this.wakeAt = queue.capacity() / 4;
        this.maxQueued = settings.queueBytes();
        this.request = new OtlpRequest(settings.resource());
    }

    long dropped() {
        return dropped.get();
    }

    /** Costs the caller little; only when there is no room does it wait a moment. False when the line is dropped. */
    boolean offer(E element) {
        if (!ending) {
            int weight = weigher.applyAsInt(element);
            if (tryOffer(element, weight) || offerWaiting(element, weight)) {
                return true;
            }
            troubles.say("lines are dropped, as they come faster than they can be put aside");
        }
        drop(1);
        return false;
    }

    private boolean tryOffer(E element, int weight) {
        if (queued.get() > maxQueued) {
            wake();
            return false;
        }
        queued.addAndGet(weight);
        int waiting = queue.offer(element);
        if (waiting == LineQueue.FULL) {
            queued.addAndGet(-weight);
            wake();
            return false;
        }
        if (waiting >= wakeAt) {
            wake();
        }
        return true;
    }

    /** While lines come faster than batches are made, who logs is slowed down. When none is made at all any more, nobody waits for that. */
    private boolean offerWaiting(E element, int weight) {
        long taken = queue.taken();
        if (taken == stuckAt) {
            return false;
        }
        long begin = System.nanoTime();
        long moved = begin;
        long now = begin;
        while (now - moved < pace.full().toNanos() && now - begin < LONGEST_OFFER) {
            LockSupport.parkNanos(WAIT_STEP);
            if (tryOffer(element, weight)) {
                return true;
            }
            now = System.nanoTime();
            long more = queue.taken();
            moved = more == taken ? moved : now;
            taken = more;
        }
        stuckAt = now - moved < pace.full().toNanos() ? NOT_STUCK : taken;
        return false;
    }

    private void wake() {
        Thread sleeper = sleeping;
        if (sleeper != null) {
            LockSupport.unpark(sleeper);
        }
    }

    private void drop(long lines) {
        dropped.addAndGet(lines);
        droppedUnsaid.addAndGet(lines);
    }

    /** From now on nothing waits in memory longer than need be: the process may end at any moment. */
    void hurry() {
        hurrying = true;
    }

    /** No more is taken; what was taken goes into the backlog, and then {@link #run} ends. */
    void end() {
        ending = true;
        wake();
    }

    /** Asks that all that was offered goes into the backlog. What to look for in {@link #isFlushed}. */
    long flush() {
        long ticket;
        synchronized (this) {
            ticket = flushWanted + 1;
            flushWanted = ticket;
        }
        wake();
        return ticket;
    }

    boolean isFlushed(long ticket) {
        return flushed >= ticket;
    }

    @Override
    public void run() {
        boolean last = false;
        while (!last) {
            last = ending;
            try {
                work(last);
            } catch (RuntimeException | Error e) {
                // whatever it is, out of memory for one: those who log do not stop
                troubles.say("lines may be lost: " + e);
            }
            if (!last) {
                sleep();
            }
        }
    }

    private void work(boolean last) {
        long wanted = flushWanted;
        if (last || wanted > flushed) {
            drainUpTo(queue.end());
        } else {
            drain();
        }
        boolean due = last
                || hurrying
                || wanted > flushed
                || System.nanoTime() - openedAt >= pace.batch().toNanos();
        if (due && (request.lines() > 0 || droppedUnsaid.get() > 0)) {
            endBatch();
        }
        backlog.spillAfter(hurrying ? 0 : pace.memory().toNanos());
        flushed = wanted;
    }

    private void sleep() {
        sleeping = Thread.currentThread();
        if (queue.isEmpty() && !ending && flushWanted == flushed) {
            LockSupport.parkNanos(hurrying ? LOOK / 5 : LOOK);
        }
        sleeping = null;
    }

    /** Also what comes after a line that another thread is just putting in. */
    private void drainUpTo(long end) {
        drain();
        long begin = System.nanoTime();
        while (queue.isBefore(end) && System.nanoTime() - begin < LONGEST_OFFER) {
            LockSupport.parkNanos(WAIT_STEP);
            drain();
        }
    }

    /** What waits now; what comes meanwhile has its turn after all else was looked at. */
    private void drain() {
        long end = queue.end();
        while (queue.isBefore(end) && drainSome()) {}
    }

    private boolean drainSome() {
        int weight = 0;
        try {
            for (int i = 0; i < SETTLED_TOGETHER; i++) {
                E element = queue.poll();
                if (element == null) {
                    return false;
                }
                weight += weigher.applyAsInt(element);
                take(element);
            }
            return true;
        } finally {
            queued.addAndGet(-weight);
        }
    }

    private void take(E element) {
        try {
            add(reader.apply(element));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            troubles.say("a line cannot be read: " + e);
            add(own("A line could not be read: " + e.getClass().getName(), Map.of()));
        }
    }

    private void add(LogLine line) {
        if (request.lines() == 0) {
            openedAt = System.nanoTime();
            sayDropped();
        }
        request.add(line);
        if (request.lines() >= MAX_LINES || request.size() >= MAX_BYTES) {
            endBatch();
        }
    }

    /** Where lines are missing, a line says so. */
    private void sayDropped() {
        saying = droppedUnsaid.getAndSet(0);
        if (saying > 0) {
            request.add(own(
                    saying + " lines were dropped here: there was no room for them", Map.of("dropped.lines", saying)));
        }
    }

    private void endBatch() {
        openedAt = System.nanoTime();
        if (request.lines() == 0) {
            sayDropped();
        }
        int lines = request.lines();
        if (!backlog.add(LogBatch.of(request.end(), lines))) {
            droppedUnsaid.addAndGet(saying);
            drop(lines - (saying > 0 ? 1 : 0));
            troubles.say("lines are dropped, as there is no room for more");
        }
        saying = 0;
    }

    private static LogLine own(String text, Map<String, ?> attributes) {
        Instant now = Instant.now();
        long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        return new LogLine(nanos, WARN, "WARN", SCOPE, text, attributes, null, null);
    }
}
