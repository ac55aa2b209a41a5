// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.duty.Task;
import dev.plinth.core.telemetry.metric.rule.RuleEvaluation.RuleException;
import dev.plinth.promql.model.Histogram;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Stale;
import dev.plinth.promql.script.InMemorySource;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Evaluates one group, again and again, and hands on what its rules give. It remembers which series each rule gave, so that those it does not give any more end
 * at once. One thread evaluates; any may look how it went.
 */
final class GroupEvaluation implements Task<RuleGroup> {
    static final String APP = "rules";

    private final RuleEvaluation evaluation;
    private final MetricSink sink;
    private final BooleanSupplier mine;
    private final Clock clock;

    private volatile RuleGroup group;
    private volatile GroupHealth health = GroupHealth.UNKNOWN;

    /** Series of each rule that the sink has and that have not ended; of rules that are gone, too, until they end. */
    private Map<RuleGroup.Rule.Id, Set<Labels>> live = Map.of();

    /** @param mine whether it is still this core that evaluates; what is not is not handed on */
    GroupEvaluation(RuleGroup group, RuleEvaluation evaluation, MetricSink sink, BooleanSupplier mine, Clock clock) {
        this.group = group;
        this.evaluation = evaluation;
        this.sink = sink;
        this.mine = mine;
        this.clock = clock;
    }

    @Override
    public RuleGroup subject() {
        return group;
    }

    @Override
    public void update(RuleGroup changed) {
        group = changed;
    }

    @Override
    public String name() {
        return "rules-" + group.key().name();
    }

    @Override
    public Duration interval() {
        return group.interval();
    }

    @Override
    public long hash() {
        return group.hash();
    }

    @Override
    public void run(long due) throws InterruptedException {
        evaluate(due);
        long missed = (clock.millis() - due) / group.interval().toMillis();
        if (missed > 0) {
            health = health.missed(missed);
        }
    }

    GroupHealth health() {
        return health;
    }

    /**
     * Evaluates all rules at one time.
     *
     * @param due when, from which the offset of the group is taken
     */
    void evaluate(long due) throws InterruptedException {
        RuleGroup current = group;
        long time = due - current.spec().queryOffset().toMillis();
        Instant began = clock.instant();
        long beganNanos = System.nanoTime();
        Map<Labels, Point> all = new LinkedHashMap<>();
        Map<RuleGroup.Rule.Id, Set<Labels>> now = new HashMap<>();
        Map<RuleGroup.Rule.Id, RuleHealth> healths = new HashMap<>();
        InMemorySource results = new InMemorySource();
        for (RuleGroup.Rule rule : current.rules()) {
            Instant at = clock.instant();
            long nanos = System.nanoTime();
            String error = "";
            Set<Labels> before = live.getOrDefault(rule.id(), Set.of());
            try {
                Map<Labels, Point> series = evaluation.evaluate(current, rule, results, time);
                now.put(rule.id(), Set.copyOf(series.keySet()));
                addEnds(series, before, time);
                series.forEach((labels, point) -> add(all, results, labels, point));
            } catch (RuleException e) {
                // what it gave before neither goes on nor ends
                now.put(rule.id(), before);
                error = String.valueOf(e.getMessage());
            }
            healths.put(rule.id(), RuleHealth.of(error, at, seconds(nanos)));
        }
        if (!mine.getAsBoolean()) {
            return;
        }
        String lost = handOn(all, now, time);
        if (!lost.isEmpty()) {
            healths.replaceAll((rule, each) -> each.failed(lost));
        }
        health = new GroupHealth(began, seconds(beganNanos), health.missed(), healths);
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }

    /** Of two rules that give the same series the first counts, and an end counts least. */
    private static void add(Map<Labels, Point> all, InMemorySource results, Labels labels, Point point) {
        Point before = all.get(labels);
        if (before == null || isEnd(before)) {
            all.put(labels, point);
            Histogram histogram = point.histogram();
            if (histogram == null) {
                results.add(labels, point.time(), point.value());
            } else {
                results.add(labels, point.time(), histogram);
            }
        }
    }

    private static boolean isEnd(Point point) {
        return point.histogram() == null && Stale.is(point.value());
    }

    private static void addEnds(Map<Labels, Point> to, Set<Labels> before, long time) {
        before.forEach(labels -> to.putIfAbsent(labels, Point.of(time, Stale.MARKER)));
    }

    /** Why it was lost; empty when it was not. */
    private String handOn(Map<Labels, Point> all, Map<RuleGroup.Rule.Id, Set<Labels>> now, long time) {
        Set<Labels> kept = new HashSet<>();
        now.values().forEach(kept::addAll);
        live.forEach((rule, series) -> {
            if (!now.containsKey(rule)) {
                Set<Labels> gone = new HashSet<>(series);
                gone.removeAll(kept);
                addEnds(all, gone, time);
            }
        });
        try {
            send(all);
        } catch (RuntimeException e) {
            return "what it gave is lost: " + e.getMessage();
        }
        live = now;
        return "";
    }

    private void send(Map<Labels, Point> all) {
        if (!all.isEmpty()) {
            List<TimeSeries> series = new ArrayList<>(all.size());
            all.forEach((labels, point) -> series.add(TimeSeries.of(labels, point)));
            sink.accept(APP, series, List.of());
        }
    }

    /**
     * Ends all series, as the group is not there any more.
     *
     * @return false when that is to be tried again
     */
    @Override
    public boolean end(long time) {
        if (live.isEmpty() || !mine.getAsBoolean()) {
            return true;
        }
        Map<Labels, Point> ends = new LinkedHashMap<>();
        live.values().forEach(series -> addEnds(ends, series, time));
        try {
            send(ends);
        } catch (RuntimeException e) {
            return false;
        }
        live = Map.of();
        return true;
    }
}
