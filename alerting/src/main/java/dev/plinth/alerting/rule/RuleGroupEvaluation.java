// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.rule;

import dev.plinth.alerting.template.TemplateQuery;
import dev.plinth.promql.Engine;
import dev.plinth.promql.QueryException;
import dev.plinth.promql.QueryResult;
import dev.plinth.promql.QueryResult.Sample;
import dev.plinth.promql.SeriesSource;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Stale;
import dev.plinth.promql.parser.Expr;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A group whose rules are evaluated one after the other, with what is known of them from evaluation to evaluation. Series that a rule gives no
 * more end with the marker of staleness; those of a rule that fails neither go on nor end. Not for several threads at once.
 */
public final class RuleGroupEvaluation {
    private final RuleGroup group;
    private final Engine engine;
    private final List<State> states = new ArrayList<>();

    /** What nobody gives any more, because its rule is gone. */
    private final Set<Labels> orphans = new LinkedHashSet<>();

    /** Rules that are gone, with those of their alerts whose end is still to be told. */
    private final List<RuleSnapshot> gone = new ArrayList<>();

    /** What is known of a rule. */
    private static final class State {
        private final Rule rule;
        private final @Nullable ActiveAlerts alerts;
        private Set<Labels> series = new LinkedHashSet<>();

        State(Rule rule, @Nullable ActiveAlerts alerts) {
            this.rule = rule;
            this.alerts = alerts;
        }
    }

    /** @param restored whether no alert has to be {@link ActiveAlerts#restore restored} */
    public RuleGroupEvaluation(RuleGroup group, Engine engine, ExternalContext external, boolean restored) {
        this.group = group;
        this.engine = engine;
        for (Rule rule : group.rules()) {
            states.add(new State(
                    rule,
                    rule instanceof AlertingRule alerting ? new ActiveAlerts(alerting, external, restored) : null));
        }
    }

    public RuleGroup group() {
        return group;
    }

    /** The alerts of each alerting rule, in the order of the rules. */
    public List<ActiveAlerts> alerts() {
        List<ActiveAlerts> all = new ArrayList<>();
        for (State state : states) {
            if (state.alerts != null) {
                all.add(state.alerts);
            }
        }
        return all;
    }

    /** Evaluates all rules. Each rule that fails says why, and keeps no other from going on; whatever source and sink throw is a failure of the rule. */
    public List<RuleOutcome> evaluate(SeriesSource source, SampleSink sink, Instant time) {
        List<RuleOutcome> outcomes = new ArrayList<>(states.size());
        TemplateQuery query = text -> vector(engine.parse(text), source, time.toEpochMilli());
        Evaluation evaluation = new Evaluation(time, group.queryOffset(), group.limit(), query);
        for (State state : states) {
            try {
                List<Sample> samples = evaluate(state, source, evaluation);
                sink.write(samples);
                outcomes.add(new RuleOutcome(state.rule, samples, null));
            } catch (RuleException | QueryException e) {
                outcomes.add(new RuleOutcome(state.rule, List.of(), String.valueOf(e.getMessage())));
            } catch (RuntimeException e) {
                // whatever the source or the sink says; the other rules may have more luck
                outcomes.add(new RuleOutcome(state.rule, List.of(), e.toString()));
            }
        }
        states.forEach(state -> orphans.removeAll(state.series));
        if (!orphans.isEmpty()) {
            List<Sample> ends = new ArrayList<>();
            orphans.forEach(labels -> ends.add(end(labels, evaluation.sampleTime())));
            sink.write(ends);
            orphans.clear();
        }
        return outcomes;
    }

    private List<Sample> evaluate(State state, SeriesSource source, Evaluation evaluation) {
        List<Sample> result = vector(state.rule.expr(), source, evaluation.sampleTime());
        List<Sample> samples = switch (state.rule) {
            case RecordingRule recording ->
                new ArrayList<>(recording.samples(result, evaluation.sampleTime(), group.limit()));
            case AlertingRule alerting ->
                new ArrayList<>(state.alerts == null ? List.of() : state.alerts.evaluate(result, evaluation));
        };
        Set<Labels> now = new LinkedHashSet<>();
        samples.forEach(sample -> now.add(sample.labels()));
        for (Labels before : state.series) {
            if (!now.contains(before)) {
                samples.add(end(before, evaluation.sampleTime()));
            }
        }
        state.series = now;
        return samples;
    }

    private static Sample end(Labels labels, long time) {
        return new Sample(labels, time, Stale.MARKER, null);
    }

    private List<Sample> vector(Expr expr, SeriesSource source, long time) {
        return switch (engine.instant(
                        source, expr, time, () -> Thread.currentThread().isInterrupted())
                .value()) {
            case QueryResult.Vector vector -> vector.samples();
            case QueryResult.Scalar scalar -> List.of(new Sample(Labels.EMPTY, scalar.time(), scalar.value(), null));
            case QueryResult.Text text -> throw new RuleException("rule result is not a vector or scalar");
            case QueryResult.Matrix matrix -> throw new RuleException("rule result is not a vector or scalar");
        };
    }

    /**
     * The alerts that need sending now: of all rules, and of those that are gone the end.
     *
     * @param resendDelay after which alerts are sent again; a minute in Prometheus
     */
    public List<DueAlert> due(Instant time, Duration resendDelay) {
        List<DueAlert> due = new ArrayList<>();
        int rule = 0;
        for (ActiveAlerts alerts : alerts()) {
            for (Alert alert : alerts.due(time, resendDelay, group.interval())) {
                due.add(new DueAlert(alert, rule));
            }
            rule++;
        }
        if (!gone.isEmpty()) {
            due.addAll(ends(time, resendDelay));
        }
        return due;
    }

    private List<DueAlert> ends(Instant time, Duration resendDelay) {
        Set<Map<String, String>> firing = alerts().stream()
                .flatMap(alerts -> alerts.all().stream())
                .filter(alert -> alert.state() == AlertState.FIRING)
                .map(Alert::labels)
                .collect(Collectors.toSet());
        return gone.stream()
                .flatMap(rule -> rule.alerts().stream())
                // another rule goes on with it
                .filter(alert -> !firing.contains(alert.labels()))
                .map(alert -> alert.state() == AlertState.FIRING ? alert.resolved(time) : alert)
                .map(alert -> new DueAlert(alert.sent(time, resendDelay, group.interval()), DueAlert.GONE))
                .toList();
    }

    /** What was due has been sent. What is not said to be is due again. */
    public void sent() {
        gone.clear();
        alerts().forEach(ActiveAlerts::sent);
    }

    /** What another process needs to go on from here. */
    public List<RuleSnapshot> snapshot() {
        List<RuleSnapshot> snapshots = new ArrayList<>();
        for (State state : states) {
            snapshots.add(new RuleSnapshot(
                    state.rule.identity(),
                    state.alerts == null || state.alerts.isRestored(),
                    state.alerts == null ? List.of() : state.alerts.all(),
                    state.series.stream().map(Labels::asMap).toList()));
        }
        snapshots.addAll(gone);
        return snapshots;
    }

    /**
     * Goes on from what was known, also when rules have changed meanwhile: each takes over what was known of one with the same name and labels,
     * and the series and alerts of those that are gone end.
     */
    public void adopt(List<RuleSnapshot> snapshots) {
        Map<String, Deque<RuleSnapshot>> byIdentity = new HashMap<>();
        snapshots.forEach(snapshot -> byIdentity
                .computeIfAbsent(snapshot.identity(), key -> new ArrayDeque<>())
                .add(snapshot));
        for (State state : states) {
            Deque<RuleSnapshot> known = byIdentity.get(state.rule.identity());
            RuleSnapshot snapshot = known == null ? null : known.poll();
            if (snapshot != null) {
                snapshot.series().forEach(labels -> state.series.add(Labels.copyOf(labels)));
                if (state.alerts != null) {
                    state.alerts.adopt(snapshot.alerts(), snapshot.restored());
                }
            }
        }
        byIdentity.values().forEach(rest -> rest.forEach(this::forget));
    }

    private void forget(RuleSnapshot rule) {
        rule.series().forEach(labels -> orphans.add(Labels.copyOf(labels)));
        List<Alert> owed = rule.alerts().stream().filter(Alert::isEndOwed).toList();
        if (!owed.isEmpty()) {
            gone.add(new RuleSnapshot(rule.identity(), rule.restored(), owed, List.of()));
        }
    }
}
