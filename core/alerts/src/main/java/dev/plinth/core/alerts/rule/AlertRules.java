// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.rule;

import dev.plinth.alerting.rule.ExternalContext;
import dev.plinth.core.alerts.intake.AlertIntake;
import dev.plinth.core.alerts.rule.AlertGroupEvaluation.Surroundings;
import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.MetricStore;
import dev.plinth.core.telemetry.metric.duty.Duty;
import dev.plinth.core.telemetry.metric.duty.DutyWork;
import dev.plinth.core.telemetry.metric.duty.Loops;
import dev.plinth.core.telemetry.query.LogCounts;
import dev.plinth.promql.Engine;
import dev.plinth.promql.EngineOptions;
import dev.plinth.promql.parser.ParserOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Evaluates all groups of alert rules there are. Of several cores one does so; when it is gone, another goes on. */
@Component
class AlertRules implements DutyWork {
    private static final Logger LOG = LoggerFactory.getLogger(AlertRules.class);
    private static final String DUTY = "alert-rules";
    /** In memory at once, for one rule. */
    private static final long MAX_SAMPLES = 5_000_000;

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final int AT_ONCE = 2;

    private final Kind<AlertRulesSpec> kind;
    private final ResourceView resources;
    private final MetricStore store;
    private final GroupStates states;
    private final LogCounts logs;
    private final ObjectProvider<AlertIntake> intake;
    private final Evaluations evaluations;
    private final Clock clock;
    private final ExternalContext external;
    /** Whether what another core has left was looked at; only for {@link #reconcile}. */
    private boolean taken;

    private volatile @Nullable Loops<ResourceKey, AlertGroup, AlertGroupEvaluation> loops;

    AlertRules(
            Kind<AlertRulesSpec> kind,
            ResourceView resources,
            MetricStore store,
            GroupStates states,
            LogCounts logs,
            ObjectProvider<AlertIntake> intake,
            Evaluations evaluations,
            Clock clock,
            @Value("${plinth.identity.public-url:}") String publicUrl) {
        this.kind = kind;
        this.resources = resources;
        this.store = store;
        this.states = states;
        this.logs = logs;
        this.intake = intake;
        this.evaluations = evaluations;
        this.clock = clock;
        this.external = new ExternalContext(Map.of(), publicUrl);
    }

    @Override
    public void begin(MetricSink sink, Duty duty) {
        Engine engine = new Engine(EngineOptions.DEFAULT
                .withParser(ParserOptions.STABLE)
                .withMaxSamples(MAX_SAMPLES)
                .withTimeout(TIMEOUT));
        Surroundings surroundings = new Surroundings(
                store,
                sink,
                states,
                engine,
                external,
                new Semaphore(AT_ONCE, true),
                logs,
                intake.getIfAvailable(),
                evaluations,
                clock);
        loops = new Loops<>(
                DUTY, duty, clock, group -> new AlertGroupEvaluation(group, surroundings, () -> duty.isMine(DUTY)));
    }

    private List<AlertGroup> decided() {
        return resources.list(kind.name()).stream()
                .map(resource -> new AlertGroup(resource.key(), kind.read(resource)))
                .toList();
    }

    @Override
    public void reconcile() {
        Loops<ResourceKey, AlertGroup, AlertGroupEvaluation> open = loops;
        if (open != null) {
            if (!open.isMine()) {
                taken = false;
            }
            open.reconcile(this::wanted);
        }
    }

    /** The groups that are decided, and at first those too that went while nobody evaluated: they end when they are not wanted the next time. */
    private Map<ResourceKey, AlertGroup> wanted() {
        Map<ResourceKey, AlertGroup> wanted = new HashMap<>();
        decided().forEach(group -> wanted.put(group.key(), group));
        if (!taken) {
            try {
                states.groups().forEach(key -> wanted.computeIfAbsent(key, AlertGroup::gone));
                taken = true;
            } catch (EngineAway e) {
                LOG.debug("Which groups went is found out later", e);
            }
        }
        return wanted;
    }

    /** All groups there are. What this core does not evaluate it only knows as it is decided. */
    List<AlertGroupView> groups() {
        Loops<ResourceKey, AlertGroup, AlertGroupEvaluation> open = loops;
        return decided().stream()
                .map(group -> {
                    AlertGroupEvaluation evaluation = open == null ? null : open.find(group.key());
                    return evaluation == null ? AlertGroupView.unknown(group) : evaluation.view();
                })
                .toList();
    }

    /** Whether it is this core that evaluates. */
    boolean isHere() {
        Loops<ResourceKey, AlertGroup, AlertGroupEvaluation> open = loops;
        return open != null && open.isMine();
    }

    @Override
    public void end() {
        Loops<ResourceKey, AlertGroup, AlertGroupEvaluation> open = loops;
        if (open != null) {
            loops = null;
            open.close();
        }
    }
}
