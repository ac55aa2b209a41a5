// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.rule;

import dev.plinth.alerting.condition.LogCondition;
import dev.plinth.alerting.rule.ActiveAlerts;
import dev.plinth.alerting.rule.Alert;
import dev.plinth.alerting.rule.AlertState;
import dev.plinth.alerting.rule.DueAlert;
import dev.plinth.alerting.rule.ExternalContext;
import dev.plinth.alerting.rule.RuleGroup;
import dev.plinth.alerting.rule.RuleGroupEvaluation;
import dev.plinth.alerting.rule.RuleOutcome;
import dev.plinth.alerting.rule.RuleSnapshot;
import dev.plinth.core.alerts.intake.AlertIntake;
import dev.plinth.core.alerts.intake.AlertIntake.Source;
import dev.plinth.core.alerts.rule.GroupStates.Known;
import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.MetricStore;
import dev.plinth.core.telemetry.metric.duty.Task;
import dev.plinth.core.telemetry.query.LogCounts;
import dev.plinth.promql.Engine;
import dev.plinth.promql.QueryResult.Sample;
import dev.plinth.promql.SeriesSource;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates one group, again and again. What is known of its alerts is kept in the database after each evaluation. One thread evaluates; any may look how it went.
 */
final class AlertGroupEvaluation implements Task<AlertGroup> {
    /** On whose account the series of alerts are. */
    static final String APP = "alerts";

    /** As in Prometheus. */
    private static final Duration RESEND_DELAY = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(AlertGroupEvaluation.class);

    private final Surroundings surroundings;
    private final BooleanSupplier mine;
    private volatile AlertGroup group;
    private volatile @Nullable Went went;
    private @Nullable RuleGroupEvaluation evaluation;
    private @Nullable AlertGroup evaluated;
    /** Whether the database knows of no alerts. */
    private boolean keptNone;

    /**
     * What all groups need.
     *
     * @param room how many may be evaluated at once
     * @param intake who is told of alerts, when somebody is there
     */
    record Surroundings(
            MetricStore store,
            MetricSink sink,
            GroupStates states,
            Engine engine,
            ExternalContext external,
            Semaphore room,
            LogCounts logs,
            @Nullable AlertIntake intake,
            Evaluations evaluations,
            Clock clock) {}

    /** How an evaluation went: what a view is made of when somebody looks. */
    private record Went(
            AlertGroup group,
            RuleGroup rules,
            Instant began,
            double seconds,
            List<String> errors,
            List<List<Alert>> alerts) {}

    /** @param mine whether it is still this core that evaluates; what is not is not handed on */
    AlertGroupEvaluation(AlertGroup group, Surroundings surroundings, BooleanSupplier mine) {
        this.group = group;
        this.surroundings = surroundings;
        this.mine = mine;
    }

    @Override
    public AlertGroup subject() {
        return group;
    }

    @Override
    public void update(AlertGroup changed) {
        group = changed;
    }

    @Override
    public String name() {
        return "alerts-" + group.key().name();
    }

    @Override
    public Duration interval() {
        return group.spec().interval();
    }

    @Override
    public long hash() {
        return group.hash();
    }

    AlertGroupView view() {
        Went last = went;
        return last == null
                ? AlertGroupView.unknown(group)
                : AlertGroupView.of(last.group, last.began, last.seconds, last.rules, last.errors, last.alerts);
    }

    @Override
    public void run(long due) throws InterruptedException {
        surroundings.room.acquire();
        try {
            evaluate(group, Instant.ofEpochMilli(due));
        } finally {
            surroundings.room.release();
        }
    }

    private void evaluate(AlertGroup current, Instant time) {
        Instant began = surroundings.clock.instant();
        long nanos = System.nanoTime();
        RuleGroupEvaluation rules = rules(current, time);
        List<Sample> samples = new ArrayList<>();
        List<RuleOutcome> outcomes = rules.evaluate(source(current), samples::addAll, time);
        if (!mine.getAsBoolean()) {
            return;
        }
        String lost = handOn(samples);
        List<String> errors = outcomes.stream()
                .map(outcome -> outcome.failure() == null ? lost : outcome.failure())
                .toList();
        List<List<Alert>> alerts =
                rules.alerts().stream().map(ActiveAlerts::all).toList();
        long took = System.nanoTime() - nanos;
        went = new Went(current, rules.group(), began, took / 1e9, errors, alerts);
        surroundings.evaluations.add(
                took, errors.stream().filter(error -> !error.isEmpty()).count());
        tell(current, rules, time);
        keep(current, rules, time);
    }

    /** Rules without alerts are left out, so most groups have nothing to be kept most of the time. */
    private void keep(AlertGroup current, RuleGroupEvaluation rules, Instant time) {
        List<RuleSnapshot> known = rules.snapshot().stream()
                .filter(rule -> !rule.alerts().isEmpty() || !rule.series().isEmpty())
                .toList();
        if (known.isEmpty() && keptNone) {
            return;
        }
        try {
            surroundings.states.write(current.key(), new Known(time, known));
            keptNone = known.isEmpty();
        } catch (EngineAway e) {
            LOG.debug("Which alerts there are in {} is not kept", current.key(), e);
        }
    }

    private SeriesSource source(AlertGroup current) {
        SeriesSource metrics = new CompleteSource(
                surroundings.store.open(labels -> labels.get(AlertGroup.ENV).equals(current.env())));
        Map<String, LogCondition> logs = current.logs();
        return logs.isEmpty() ? metrics : new LogSource(metrics, surroundings.logs, current.env(), logs);
    }

    /** Whether all that is due was taken; what was not is told again after the next evaluation. */
    private boolean tell(AlertGroup current, RuleGroupEvaluation rules, Instant time) {
        AlertIntake intake = surroundings.intake;
        if (intake == null) {
            return true;
        }
        List<DueAlert> due = rules.due(time, RESEND_DELAY);
        try {
            if (!due.isEmpty()) {
                intake.accept(
                        current.env(),
                        Source.RULE,
                        new ToldAlerts(current, surroundings.external.url()).of(due, surroundings.clock.instant()));
            }
            rules.sent();
            return true;
        } catch (EngineAway e) {
            LOG.debug("Nobody is told of alerts of {}", current.key(), e);
            return false;
        }
    }

    /** Goes on from what was known, here or by the core before, also when the rules have changed. */
    private RuleGroupEvaluation rules(AlertGroup current, Instant time) {
        RuleGroupEvaluation known = evaluation;
        if (known != null && current.equals(evaluated)) {
            return known;
        }
        RuleGroupEvaluation begun =
                new RuleGroupEvaluation(current.compiled(), surroundings.engine, surroundings.external, true);
        if (known != null) {
            begun.adopt(known.snapshot());
        } else {
            Known stored = surroundings.states.read(current.key());
            keptNone = stored == null;
            if (stored != null) {
                begun.adopt(goneOn(stored, current.spec().interval(), time));
            }
        }
        evaluation = begun;
        evaluated = current;
        return begun;
    }

    /** The time in which nobody evaluated does not count for how long an alert must be pending. */
    private static List<RuleSnapshot> goneOn(Known stored, Duration interval, Instant time) {
        Duration pause = Duration.between(stored.evaluated(), time);
        if (pause.compareTo(interval.multipliedBy(2)) <= 0) {
            return stored.rules();
        }
        return stored.rules().stream()
                .map(rule -> new RuleSnapshot(
                        rule.identity(),
                        rule.restored(),
                        rule.alerts().stream().map(alert -> later(alert, pause)).toList(),
                        rule.series()))
                .toList();
    }

    private static Alert later(Alert alert, Duration pause) {
        return alert.state() != AlertState.PENDING
                ? alert
                : new Alert(
                        alert.state(),
                        alert.labels(),
                        alert.annotations(),
                        alert.value(),
                        alert.activeAt().plus(pause),
                        alert.firedAt(),
                        alert.resolvedAt(),
                        alert.keepFiringSince(),
                        alert.lastSentAt(),
                        alert.validUntil());
    }

    /** Why the series were lost; empty when they were not. */
    private String handOn(List<Sample> samples) {
        if (samples.isEmpty()) {
            return "";
        }
        try {
            surroundings.sink.accept(
                    APP,
                    samples.stream()
                            .map(sample -> TimeSeries.of(sample.labels(), Point.of(sample.time(), sample.value())))
                            .toList(),
                    List.of());
            return "";
        } catch (RuntimeException e) {
            return "the series of its alerts are lost: " + e.getMessage();
        }
    }

    /** Its series and alerts end, as the group is not there any more. */
    @Override
    public boolean end(long time) {
        RuleGroupEvaluation known = evaluation;
        if (!mine.getAsBoolean()) {
            return true;
        }
        RuleGroup none = new RuleGroup(group.key().name(), interval(), Duration.ZERO, 0, List.of());
        RuleGroupEvaluation last = new RuleGroupEvaluation(none, surroundings.engine, surroundings.external, true);
        try {
            Known stored = known == null ? surroundings.states.read(group.key()) : null;
            last.adopt(known != null ? known.snapshot() : stored != null ? stored.rules() : List.of());
            List<Sample> ends = new ArrayList<>();
            last.evaluate((matchers, from, to, hints) -> List.of(), ends::addAll, Instant.ofEpochMilli(time));
            if (!handOn(ends).isEmpty() || !tell(group, last, Instant.ofEpochMilli(time))) {
                return false;
            }
            surroundings.states.delete(group.key());
        } catch (EngineAway e) {
            return false;
        }
        return true;
    }
}
