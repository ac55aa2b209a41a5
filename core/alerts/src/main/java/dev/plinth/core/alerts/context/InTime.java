// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.context;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Asks the database what can be found out in a time, and does without the rest. */
@Component
class InTime {
    private static final Logger LOG = LoggerFactory.getLogger(InTime.class);

    /** Connections to the database are few, and others need them too. */
    private static final int AT_ONCE = 4;

    private static final int LONGEST_SECONDS = 2;

    private final Semaphore room = new Semaphore(AT_ONCE);
    private final TransactionTemplate transaction;

    InTime(PlatformTransactionManager manager) {
        this.transaction = new TransactionTemplate(manager);
        transaction.setReadOnly(true);
        transaction.setTimeout(LONGEST_SECONDS);
    }

    /** A search that has begun. */
    record Sought<T>(String what, T otherwise, FutureTask<T> search) {
        /** What was found within that time from now, or else the other. */
        T within(Duration limit) {
            try {
                return search.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                LOG.warn("It takes too long to find out {}; it is left out", what);
            } catch (ExecutionException e) {
                LOG.warn("It cannot be found out {}; it is left out: {}", what, String.valueOf(e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return otherwise;
        }
    }

    /**
     * Begins to search.
     *
     * @param what for the log
     */
    <T> Sought<T> begin(String what, T otherwise, Supplier<T> search) {
        FutureTask<T> task = new FutureTask<>(() -> search(search));
        Thread.ofVirtual().name("alert-context").start(task);
        return new Sought<>(what, otherwise, task);
    }

    /** When nobody waits for it any more the database ends it; to interrupt it would cost the connection. */
    private <T> T search(Supplier<T> search) throws InterruptedException, TimeoutException {
        if (!room.tryAcquire(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException("others are searching");
        }
        try {
            return Objects.requireNonNull(transaction.execute(status -> search.get()));
        } finally {
            room.release();
        }
    }
}
