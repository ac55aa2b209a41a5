// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import dev.plinth.core.telemetry.metric.scrape.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Evaluates one group at its times, on a thread of its own. */
final class GroupLoop {
    private static final Logger LOG = LoggerFactory.getLogger(GroupLoop.class);
    /** After the usual lookback of queries its series end by themselves. */
    private static final Duration END_LIMIT = Duration.ofMinutes(5);

    private static final Duration END_RETRY = Duration.ofSeconds(5);

    private final GroupEvaluation evaluation;
    private final Clock clock;
    private final Consumer<GroupLoop> done;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread;
    private volatile boolean ended;

    /** @param done is told when nothing is left to do */
    GroupLoop(GroupEvaluation evaluation, Clock clock, Consumer<GroupLoop> done) {
        this.evaluation = evaluation;
        this.clock = clock;
        this.done = done;
        this.thread = Thread.ofVirtual()
                .name("rules-" + evaluation.group().key().name())
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    GroupHealth health() {
        return evaluation.health();
    }

    void update(RuleGroup changed) {
        if (!changed.equals(evaluation.group())) {
            evaluation.update(changed);
            news.release();
        }
    }

    /** The group is not there any more. */
    void end() {
        ended = true;
        news.release();
    }

    /** Another core evaluates it from now on, or none, without its being gone. */
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
                RuleGroup group = evaluation.group();
                // a clock that was set back is no reason to wait
                before = Math.min(before, clock.millis() + group.interval().toMillis());
                long due = Schedule.next(before, group.interval(), group.hash());
                if (isNews(due - clock.millis())) {
                    continue;
                }
                evaluate(due);
                long missed = (clock.millis() - due) / group.interval().toMillis();
                if (missed > 0) {
                    evaluation.missed(missed);
                }
                before = Math.max(due, clock.millis());
            }
            endAll();
        } catch (InterruptedException e) {
            LOG.debug("{} is evaluated no more by this core", evaluation.group().key());
        } finally {
            done.accept(this);
        }
    }

    private boolean isNews(long millis) throws InterruptedException {
        boolean isNews = news.tryAcquire(Math.max(0, millis), TimeUnit.MILLISECONDS);
        news.drainPermits();
        return isNews;
    }

    private void evaluate(long due) throws InterruptedException {
        try {
            evaluation.evaluate(due);
        } catch (RuntimeException e) {
            LOG.error("Evaluating {} failed", evaluation.group().key(), e);
        }
    }

    private void endAll() throws InterruptedException {
        long time = clock.millis();
        while (!evaluation.end(time) && clock.millis() - time < END_LIMIT.toMillis()) {
            Thread.sleep(END_RETRY);
        }
    }
}
