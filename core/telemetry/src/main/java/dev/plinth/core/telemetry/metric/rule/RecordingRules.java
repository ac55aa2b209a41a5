// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.MetricStore;
import dev.plinth.core.telemetry.metric.duty.Duty;
import dev.plinth.core.telemetry.metric.duty.DutyWork;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Evaluates all groups of recording rules there are. Of several cores one does so; when it is gone, another goes on. */
@Component
public class RecordingRules implements DutyWork {
    private final Kind<RecordingRulesSpec> kind;
    private final ResourceView resources;
    private final MetricStore store;
    private final Clock clock;
    private volatile @Nullable RuleGroups groups;

    RecordingRules(Kind<RecordingRulesSpec> kind, ResourceView resources, MetricStore store, Clock clock) {
        this.kind = kind;
        this.resources = resources;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public void begin(MetricSink sink, Duty duty) {
        groups = new RuleGroups(this::decided, store, sink, duty, clock);
    }

    /** All groups as they are decided now. */
    List<RuleGroup> decided() {
        return resources.list(kind.name()).stream()
                .map(resource -> new RuleGroup(resource.key(), kind.read(resource)))
                .toList();
    }

    @Override
    public void reconcile() {
        RuleGroups open = groups;
        if (open != null) {
            open.reconcile();
        }
    }

    /** All groups there are, by environment and name. What this core does not evaluate is in an unknown state here. */
    public List<RecordingRulesView> groups() {
        RuleGroups open = groups;
        return open == null
                ? decided().stream()
                        .map(group -> RecordingRulesView.of(group, GroupHealth.UNKNOWN))
                        .toList()
                : open.views();
    }

    /** Whether it is this core that evaluates. */
    public boolean isHere() {
        RuleGroups open = groups;
        return open != null && open.isMine();
    }

    @Override
    public void end() {
        RuleGroups open = groups;
        if (open != null) {
            groups = null;
            open.close();
        }
    }
}
