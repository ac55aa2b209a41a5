// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.MetricStore;
import dev.plinth.core.telemetry.metric.duty.Duty;
import dev.plinth.core.telemetry.metric.duty.Loops;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Keeps a loop for each group, as long as it is this core that evaluates them. */
final class RuleGroups implements AutoCloseable {
    static final String DUTY = "recording-rules";

    private final Supplier<Collection<RuleGroup>> decided;
    private final Loops<ResourceKey, RuleGroup, GroupEvaluation> loops;

    RuleGroups(Supplier<Collection<RuleGroup>> decided, MetricStore store, MetricSink sink, Duty duty, Clock clock) {
        this.decided = decided;
        RuleEvaluation evaluation = new RuleEvaluation(store);
        this.loops = new Loops<>(
                DUTY,
                duty,
                clock,
                group -> new GroupEvaluation(group, evaluation, sink, () -> duty.isMine(DUTY), clock));
    }

    boolean isMine() {
        return loops.isMine();
    }

    /** Follows what has changed: groups that came, changed or went, and whose duty it is. */
    void reconcile() {
        loops.reconcile(() -> decided.get().stream().collect(Collectors.toMap(RuleGroup::key, Function.identity())));
    }

    /** All groups there are; those that this core does not evaluate are in an unknown state. */
    List<RecordingRulesView> views() {
        return decided.get().stream()
                .map(group -> {
                    GroupEvaluation evaluation = loops.find(group.key());
                    return RecordingRulesView.of(group, evaluation == null ? GroupHealth.UNKNOWN : evaluation.health());
                })
                .toList();
    }

    /** Series do not end: another core goes on with them. */
    @Override
    public void close() {
        loops.close();
    }
}
