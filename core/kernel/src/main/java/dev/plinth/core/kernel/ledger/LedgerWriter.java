// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * The one thread of this core that writes the ledger. Writes are serial anyway, by the lock on the head; in one queue they take turns
 * in the order in which they came, hold one connection instead of one each, and their three round trips to the database are not
 * interrupted by other requests: a platform thread is awake again in a fraction of the time that a virtual one needs.
 */
@Component
class LedgerWriter {
    private static final int QUEUE = 1_024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            Thread.ofPlatform().name("ledger-writer").daemon().factory());

    /**
     * Runs the write on the thread, and returns or throws what it does.
     *
     * @throws ProblemException {@code LEDGER_BUSY} when its turn does not come within ten seconds; nothing was written then
     */
    <T> T write(Supplier<T> write) {
        long limit = System.nanoTime() + PATIENCE.toNanos();
        Future<T> written;
        try {
            written = thread.submit(() -> {
                if (System.nanoTime() > limit) {
                    throw busy("waited for more than " + PATIENCE.toSeconds() + " s");
                }
                return write.get();
            });
        } catch (RejectedExecutionException e) {
            throw busy(thread.isShutdown() ? "this core is stopping" : QUEUE + " others wait already");
        }
        try {
            return written.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (CancellationException e) {
            throw busy("this core is stopping");
        } catch (InterruptedException e) {
            written.cancel(false);
            Thread.currentThread().interrupt();
            throw busy("interrupted");
        }
    }

    private static ProblemException busy(String why) {
        return new ProblemException(
                ErrorCode.LEDGER_BUSY, "The change was not made: " + why + ". Try again in a moment.");
    }

    @PreDestroy
    void stop() {
        thread.shutdown();
    }
}
