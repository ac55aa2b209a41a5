// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.duty;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does one task at its times, on a thread of its own, so none waits for another. */
final class Loop<T, K extends Task<T>> {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    /** After the usual lookback of queries its series end by themselves. */
    private static final Duration END_LIMIT = Duration.ofMinutes(5);

    private static final Duration END_RETRY = Duration.ofSeconds(5);

    private final K task;
    private final Clock clock;
    private final Consumer<Loop<T, K>> done;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread;
    private volatile boolean ended;

    /** @param done is told when nothing is left to do */
    Loop(K task, Clock clock, Consumer<Loop<T, K>> done) {
        this.task = task;
        this.clock = clock;
        this.done = done;
        this.thread = Thread.ofVirtual().name(task.name()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    K task() {
        return task;
    }

    void update(T changed) {
        if (!changed.equals(task.subject())) {
            task.update(changed);
            news.release();
        }
    }

    /** The subject is not there any more. */
    void end() {
        ended = true;
        news.release();
    }

    /** Another core does it from now on, or none, without its being gone. */
    void stop() {
        thread.interrupt();
    }

    void join(Duration limit) throws InterruptedException {
        thread.join(limit);
    }

    private void run() {
        try {
            long before = clock.millis();
            while (!ended) {
                // a clock that was set back is no reason to wait
                before = Math.min(before, clock.millis() + task.interval().toMillis());
                long due = Schedule.next(before, task.interval(), task.hash());
                if (isNews(due - clock.millis())) {
                    continue;
                }
                attempt(due);
                before = Math.max(due, clock.millis());
            }
            endAll();
        } catch (InterruptedException e) {
            LOG.debug("{} is done no more by this core", task.name());
        } finally {
            task.close();
            done.accept(this);
        }
    }

    private boolean isNews(long millis) throws InterruptedException {
        boolean isNews = news.tryAcquire(Math.max(0, millis), TimeUnit.MILLISECONDS);
        news.drainPermits();
        return isNews;
    }

    private void attempt(long due) throws InterruptedException {
        try {
            task.run(due);
        } catch (RuntimeException e) {
            LOG.error("{} failed", task.name(), e);
        }
    }

    private void endAll() throws InterruptedException {
        long time = clock.millis();
        while (!task.end(time) && clock.millis() - time < END_LIMIT.toMillis()) {
            Thread.sleep(END_RETRY);
        }
    }
}
