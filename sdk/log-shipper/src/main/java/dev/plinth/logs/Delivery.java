// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import dev.plinth.logs.SendResult.Cause;
import dev.plinth.logs.SendResult.ComeBack;
import dev.plinth.logs.SendResult.Refused;
import dev.plinth.logs.SendResult.TakenPartly;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Sends what waits, one batch after the other, for as long as it takes; a thread runs it. */
final class Delivery implements Runnable {
    /** So often the same was answered with "internal error" that it may be this very batch which breaks something. */
    private static final int BREAKS_SOMETHING = 8;

    private static final int INTERNAL_ERROR = 500;

    private final Backlog backlog;
    private final LogSender sender;
    private final Pace pace;
    private final Troubles troubles;
    private final Backoff backoff;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean away;

    Delivery(Backlog backlog, LogSender sender, Pace pace, Troubles troubles) {
        this.backlog = backlog;
        this.sender = sender;
        this.pace = pace;
        this.troubles = troubles;
        this.backoff = new Backoff(pace.firstRetry(), pace.longestRetry());
    }

    /** Whether Plinth did not take what was sent last. */
    boolean isAway() {
        return away;
    }

    long taken() {
        return taken.get();
    }

    long refused() {
        return refused.get();
    }

    /** To be followed by an interrupt of its thread, which may be waiting for an answer. */
    void stop() {
        stopped.countDown();
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    @Override
    public void run() {
        while (!isStopped()) {
            try {
                backlog.adopt();
                deliverAll();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                // whatever it is, out of memory for one: it goes on after a while
                troubles.say("lines wait: " + e);
                LockSupport.parkNanos(pace.longestRetry().toNanos());
            }
        }
    }

    /** Until nothing has come for long. */
    private void deliverAll() throws InterruptedException {
        LogBatch batch = backlog.first(pace.adoption().toMillis());
        while (batch != null && !isStopped()) {
            deliver(batch);
            batch = backlog.first(pace.adoption().toMillis());
        }
    }

    /** Parts of it wait in {@code parts} once it had to be divided. */
    private void deliver(LogBatch batch) throws InterruptedException {
        Deque<LogBatch> parts = new ArrayDeque<>(List.of(batch));
        int tries = 0;
        while (!parts.isEmpty()) {
            if (isStopped()) {
                return;
            }
            SendResult result = sender.sendCompressed(parts.getFirst().gzip());
            tries++;
            if (isToBeDivided(result, tries)) {
                divide(parts, result);
                tries = 0;
            } else if (result instanceof ComeBack back) {
                postpone(back.why(), max(back.after(), backoff.next()));
            } else if (result instanceof Refused refusal) {
                postpone(
                        refusal.why(),
                        Duration.ofNanos(Backoff.jittered(pace.refusedRetry().toNanos())));
            } else {
                settle(parts.removeFirst(), result);
                tries = 0;
            }
        }
        backlog.sent();
    }

    private static boolean isToBeDivided(SendResult result, int tries) {
        if (result instanceof ComeBack back) {
            return back.status() == INTERNAL_ERROR && tries >= BREAKS_SOMETHING;
        }
        return result instanceof Refused refusal && refusal.cause() == Cause.CONTENT;
    }

    private void divide(Deque<LogBatch> parts, SendResult result) {
        List<LogBatch> halves = parts.removeFirst().halves();
        if (halves.size() > 1) {
            parts.addFirst(halves.get(1));
            parts.addFirst(halves.get(0));
            return;
        }
        int lines = halves.get(0).lines();
        refused.addAndGet(lines);
        troubles.say("%d lines are left out, as they are not taken: %s".formatted(lines, result));
    }

    private void settle(LogBatch sent, SendResult result) {
        long rejected = 0;
        if (result instanceof TakenPartly partly) {
            rejected = Math.min(partly.rejected(), sent.lines());
            refused.addAndGet(rejected);
            troubles.say("%d of %d lines were not kept: %s".formatted(rejected, sent.lines(), partly.why()));
        }
        taken.addAndGet(sent.lines() - rejected);
        away = false;
        backoff.reset();
    }

    private void postpone(String why, Duration wait) throws InterruptedException {
        away = true;
        backlog.spill();
        troubles.say("lines wait: " + why);
        if (stopped.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new InterruptedException();
        }
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
