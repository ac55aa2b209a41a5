// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one target at its times, on a thread of its own, so none waits for another. */
final class TargetLoop {
    private static final Logger LOG = LoggerFactory.getLogger(TargetLoop.class);
    /** After the usual lookback of queries its series end by themselves. */
    private static final Duration END_LIMIT = Duration.ofMinutes(5);

    private static final Duration END_RETRY = Duration.ofSeconds(5);

    private final TargetScrape scrape;
    private final Clock clock;
    private final Consumer<TargetLoop> done;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread;
    private volatile boolean ended;

    /** @param done is told when nothing is left to do */
    TargetLoop(TargetScrape scrape, Clock clock, Consumer<TargetLoop> done) {
        this.scrape = scrape;
        this.clock = clock;
        this.done = done;
        this.thread = Thread.ofVirtual()
                .name("scrape-" + scrape.target().id().address())
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    Target target() {
        return scrape.target();
    }

    TargetHealth health() {
        return scrape.health();
    }

    void update(Target changed) {
        if (!changed.equals(scrape.target())) {
            scrape.update(changed);
            news.release();
        }
    }

    /** The target is not there any more. */
    void end() {
        ended = true;
        news.release();
    }

    /** Somebody else asks it from now on, or nobody, without its being gone. */
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
                Target target = scrape.target();
                // a clock that was set back is no reason to wait
                before = Math.min(before, clock.millis() + target.interval().toMillis());
                long due = Schedule.next(before, target.interval(), target.id().hash());
                if (isNews(due - clock.millis())) {
                    continue;
                }
                attempt(Schedule.timestamp(due, clock.millis(), target.interval()));
                before = Math.max(due, clock.millis());
            }
            endAll();
        } catch (InterruptedException e) {
            LOG.debug("{} is asked no more by this core", scrape.target().url());
        } finally {
            done.accept(this);
        }
    }

    private boolean isNews(long millis) throws InterruptedException {
        boolean news = this.news.tryAcquire(Math.max(0, millis), TimeUnit.MILLISECONDS);
        this.news.drainPermits();
        return news;
    }

    private void attempt(long time) throws InterruptedException {
        try {
            scrape.scrape(time);
        } catch (RuntimeException e) {
            LOG.error("Scraping {} failed", scrape.target().url(), e);
        }
    }

    private void endAll() throws InterruptedException {
        long time = clock.millis();
        while (!scrape.end(time) && clock.millis() - time < END_LIMIT.toMillis()) {
            Thread.sleep(END_RETRY);
        }
    }
}
