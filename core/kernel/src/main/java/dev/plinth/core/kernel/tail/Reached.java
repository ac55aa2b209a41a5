// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.tail;

import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A position that only one thread moves and any thread may wait for. */
public final class Reached {
    private final String what;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private volatile long position;

    /** @param what whose position, for messages: {@code ledger} */
    public Reached(String what) {
        this.what = what;
    }

    public long position() {
        return position;
    }

    public void moveTo(long to) {
        lock.lock();
        try {
            position = to;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** @throws ProblemException {@code POSITION_NOT_REACHED} when it takes longer than the limit */
    public void await(long wanted, Duration limit) {
        if (position >= wanted) {
            return;
        }
        long nanos = limit.toNanos();
        lock.lock();
        try {
            while (position < wanted) {
                if (nanos <= 0) {
                    throw new ProblemException(
                            ErrorCode.POSITION_NOT_REACHED,
                            "This core has read the %s up to %d (expected: at least %d within %d ms)."
                                    .formatted(what, position, wanted, limit.toMillis()));
                }
                nanos = moved.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    ErrorCode.POSITION_NOT_REACHED,
                    "Interrupted while waiting for " + wanted + " of the " + what + ".");
        } finally {
            lock.unlock();
        }
    }
}
