// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.duty.Duty;
import dev.plinth.core.telemetry.metric.duty.DutyWork;
import dev.plinth.core.telemetry.metric.duty.Loops;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Does all probes there are, a loop for each. Of several cores one does so; when it is gone, another goes on. */
@Component
class Probing implements DutyWork {
    static final String DUTY = "probe";

    private final Kind<ProbeSpec> kind;
    private final ResourceView resources;
    private final Prober prober;
    private final Clock clock;
    private volatile @Nullable Loops<ResourceKey, Probe, ProbeRun> loops;

    Probing(Kind<ProbeSpec> kind, ResourceView resources, Prober prober, Clock clock) {
        this.kind = kind;
        this.resources = resources;
        this.prober = prober;
        this.clock = clock;
    }

    @Override
    public void begin(MetricSink sink, Duty duty) {
        loops = new Loops<>(
                DUTY, duty, clock, probe -> new ProbeRun(probe, prober, sink, () -> duty.isMine(DUTY), clock));
    }

    @Override
    public void reconcile() {
        Loops<ResourceKey, Probe, ProbeRun> open = loops;
        if (open != null) {
            open.reconcile(this::wanted);
        }
    }

    private Map<ResourceKey, Probe> wanted() {
        return probes().stream().collect(Collectors.toMap(Probe::key, Function.identity()));
    }

    private List<Probe> probes() {
        return resources.list(kind.name()).stream()
                .map(resource -> new Probe(resource.key(), kind.read(resource)))
                .toList();
    }

    /** All that there are, by name. What this core does not do is in an unknown state here. */
    List<ProbeView> views() {
        Loops<ResourceKey, Probe, ProbeRun> open = loops;
        return probes().stream()
                .map(probe -> {
                    ProbeRun run = open == null ? null : open.find(probe.key());
                    return ProbeView.of(probe, run == null ? ProbeHealth.UNKNOWN : run.health());
                })
                .toList();
    }

    /** Whether it is this core that does them. */
    boolean isHere() {
        Loops<ResourceKey, Probe, ProbeRun> open = loops;
        return open != null && open.isMine();
    }

    @Override
    public void end() {
        Loops<ResourceKey, Probe, ProbeRun> open = loops;
        if (open != null) {
            loops = null;
            open.close();
        }
    }
}
