// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import dev.plinth.client.LiveLogLevels;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.SmartLifecycle;

/**
 * Keeps loggers at the levels that are decided for a while, and gives each its own level back: when its time has come, when it is decided no
 * more, and when the application stops.
 */
final class LogLevels implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(LogLevels.class);

    /** The clock may be set, and the machine may sleep, while something waits: so nothing waits for long. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Supplier<LiveLogLevels.State> decided;
    private final LoggingSystem logging;
    private final Clock clock;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** By logger, all guarded by the lock. */
    private final Map<String, Held> held = new LinkedHashMap<>();

    private @Nullable Thread timer;
    private volatile boolean running;

    /** @param own what was configured before; null when it takes that of its parent */
    private record Held(LiveLogLevels.Entry entry, @Nullable LogLevel own) {}

    LogLevels(Supplier<LiveLogLevels.State> decided, LoggingSystem logging, Clock clock) {
        this.decided = decided;
        this.logging = logging;
        this.clock = clock;
    }

    static LogLevels following(LiveLogLevels decided, LoggingSystem logging, Clock clock) {
        LogLevels levels = new LogLevels(decided::state, logging, clock);
        // what is decided is read under the lock, so that two who come at once end with the newer
        decided.onChange((before, now) -> levels.follow());
        return levels;
    }

    /** Brings the loggers in step with what is decided now. */
    void follow() {
        lock.lock();
        try {
            if (running) {
                apply(decided.get());
            }
        } finally {
            lock.unlock();
        }
    }

    private void apply(LiveLogLevels.State state) {
        Map<String, LiveLogLevels.Entry> due = new LinkedHashMap<>();
        Instant now = clock.instant();
        state.entries().stream()
                .filter(entry -> entry.until().isAfter(now))
                .forEach(entry -> due.put(entry.logger(), entry));
        giveBackIf(entry -> !due.containsKey(entry.logger()));
        due.values().forEach(entry -> hold(entry, state.revision()));
        changed.signalAll();
        if (!held.isEmpty() && timer == null) {
            timer = Thread.ofVirtual().name("plinth-log-levels").start(this::waitForEnds);
        }
    }

    private void hold(LiveLogLevels.Entry entry, long revision) {
        Held before = held.get(entry.logger());
        if (before != null && before.entry().equals(entry)) {
            return;
        }
        LogLevel level = LogLevel.valueOf(entry.level().name());
        try {
            LogLevel own = before == null ? configured(entry.logger()) : before.own();
            change(
                    entry.logger(),
                    level,
                    "Logger %s is at %s until %s, change %d of Plinth"
                            .formatted(entry.logger(), level, entry.until(), revision));
            held.put(entry.logger(), new Held(entry, own));
        } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
            LOG.warn("Logger {} cannot be at {}: {}", entry.logger(), level, e.toString());
        }
    }

    private @Nullable LogLevel configured(String logger) {
        if (logger.equals(LoggingSystem.ROOT_LOGGER_NAME)) {
            // it has no parent to take a level from; and Log4j 2 finds it by its empty name only
            LoggerConfiguration root = logging.getLoggerConfiguration("");
            return root == null ? null : root.getEffectiveLevel();
        }
        LoggerConfiguration configuration = logging.getLoggerConfiguration(logger);
        return configuration == null ? null : configuration.getConfiguredLevel();
    }

    private void giveBackIf(Predicate<LiveLogLevels.Entry> over) {
        List<Held> back =
                held.values().stream().filter(each -> over.test(each.entry())).toList();
        back.forEach(each -> giveBack(each.entry().logger(), each.own()));
    }

    private void giveBack(String logger, @Nullable LogLevel own) {
        held.remove(logger);
        try {
            change(logger, own, "Logger %s is at its own level again".formatted(logger));
        } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
            LOG.warn("Logger {} cannot have its own level {} again: {}", logger, own, e.toString());
        }
    }

    /** Says so at whichever of the two levels it is seen, since the logger may be above that of this class. */
    private void change(String logger, @Nullable LogLevel level, String line) {
        boolean seen = LOG.isInfoEnabled();
        if (seen) {
            LOG.info(line);
        }
        logging.setLogLevel(logger, level);
        if (!seen) {
            LOG.info(line);
        }
    }

    private void waitForEnds() {
        lock.lock();
        try {
            while (!held.isEmpty()) {
                Instant now = clock.instant();
                giveBackIf(entry -> !entry.until().isAfter(now));
                // woken or not, it looks again
                changed.awaitNanos(untilNextLook(now).toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            timer = null;
            lock.unlock();
        }
    }

    private Duration untilNextLook(Instant now) {
        Duration left = held.values().stream()
                .map(each -> Duration.between(now, each.entry().until()))
                .min(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN;
    }

    @Override
    public void start() {
        running = true;
        follow();
    }

    @Override
    public void stop() {
        lock.lock();
        try {
            running = false;
            giveBackIf(entry -> true);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** From before anything is served until nothing is, but within the life of the logging system. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 2;
    }
}
