// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.MetricStore;
import dev.plinth.core.telemetry.metric.scrape.Duty;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Keeps a loop for each group, as long as it is this core that evaluates them. */
final class RuleGroups implements AutoCloseable {
    static final String DUTY = "recording-rules";

    private static final Duration AT_STOP = Duration.ofSeconds(3);

    private final Supplier<Collection<RuleGroup>> decided;
    private final RuleEvaluation evaluation;
    private final MetricSink sink;
    private final Duty duty;
    private final Clock clock;
    private final Map<ResourceKey, GroupLoop> loops = new ConcurrentHashMap<>();
    /** Those too that only end their series. */
    private final Set<GroupLoop> running = ConcurrentHashMap.newKeySet();

    RuleGroups(Supplier<Collection<RuleGroup>> decided, MetricStore store, MetricSink sink, Duty duty, Clock clock) {
        this.decided = decided;
        this.evaluation = new RuleEvaluation(store);
        this.sink = sink;
        this.duty = duty;
        this.clock = clock;
    }

    boolean isMine() {
        return duty.isMine(DUTY);
    }

    /** Follows what has changed: groups that came, changed or went, and whose duty it is. */
    synchronized void reconcile() {
        if (!isMine()) {
            running.forEach(GroupLoop::stop);
            loops.clear();
            return;
        }
        Map<ResourceKey, RuleGroup> wanted = new HashMap<>();
        decided.get().forEach(group -> wanted.put(group.key(), group));
        loops.entrySet().removeIf(loop -> {
            boolean gone = !wanted.containsKey(loop.getKey());
            if (gone) {
                loop.getValue().end();
            }
            return gone;
        });
        wanted.forEach((key, group) -> {
            GroupLoop loop = loops.get(key);
            if (loop == null) {
                start(group);
            } else {
                loop.update(group);
            }
        });
    }

    private void start(RuleGroup group) {
        GroupLoop loop = new GroupLoop(
                new GroupEvaluation(group, evaluation, sink, this::isMine, clock), clock, running::remove);
        loops.put(group.key(), loop);
        running.add(loop);
        loop.start();
    }

    /** All groups there are; those that this core does not evaluate are in an unknown state. */
    List<RecordingRulesView> views() {
        return decided.get().stream()
                .map(group -> {
                    GroupLoop loop = loops.get(group.key());
                    return RecordingRulesView.of(group, loop == null ? GroupHealth.UNKNOWN : loop.health());
                })
                .toList();
    }

    /** Series do not end: another core goes on with them. */
    @Override
    public synchronized void close() {
        List<GroupLoop> all = List.copyOf(running);
        all.forEach(GroupLoop::stop);
        try {
            long end = System.nanoTime() + AT_STOP.toNanos();
            for (GroupLoop each : all) {
                each.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loops.clear();
    }
}
