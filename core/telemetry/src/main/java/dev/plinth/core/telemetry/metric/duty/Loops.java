// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.duty;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that one core does for all.
 *
 * @param <I> by which subjects are told apart
 * @param <T> subjects
 * @param <K> tasks
 */
public final class Loops<I, T, K extends Task<T>> implements AutoCloseable {
    private static final Duration AT_STOP = Duration.ofSeconds(3);

    private final String key;
    private final Duty duty;
    private final Clock clock;
    private final Function<T, K> tasks;
    private final Map<I, Loop<T, K>> loops = new ConcurrentHashMap<>();
    /** Those too that only end. */
    private final Set<Loop<T, K>> running = ConcurrentHashMap.newKeySet();

    /** @param tasks makes one for a new subject */
    public Loops(String key, Duty duty, Clock clock, Function<T, K> tasks) {
        this.key = key;
        this.duty = duty;
        this.clock = clock;
        this.tasks = tasks;
    }

    /** Whether it is this core that does them. */
    public boolean isMine() {
        return duty.isMine(key);
    }

    /**
     * Follows what has changed: subjects that came, changed or went, and whose duty it is.
     *
     * @param subjects that there are; not asked for while it is another core's duty
     */
    public synchronized void reconcile(Supplier<Map<I, T>> subjects) {
        if (!isMine()) {
            running.forEach(Loop::stop);
            loops.clear();
            return;
        }
        Map<I, T> wanted = subjects.get();
        loops.entrySet().removeIf(loop -> {
            boolean gone = !wanted.containsKey(loop.getKey());
            if (gone) {
                loop.getValue().end();
            }
            return gone;
        });
        wanted.forEach((id, subject) -> {
            Loop<T, K> loop = loops.get(id);
            if (loop == null) {
                start(id, subject);
            } else {
                loop.update(subject);
            }
        });
    }

    private void start(I id, T subject) {
        Loop<T, K> loop = new Loop<>(tasks.apply(subject), clock, running::remove);
        loops.put(id, loop);
        running.add(loop);
        loop.start();
    }

    /** The task of a subject, when this core does it. */
    public @Nullable K find(I id) {
        Loop<T, K> loop = loops.get(id);
        return loop == null ? null : loop.task();
    }

    /** Subjects do not end: another core goes on with them. */
    @Override
    public synchronized void close() {
        List<Loop<T, K>> all = List.copyOf(running);
        all.forEach(Loop::stop);
        try {
            long end = System.nanoTime() + AT_STOP.toNanos();
            for (Loop<T, K> each : all) {
                each.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loops.clear();
    }
}
