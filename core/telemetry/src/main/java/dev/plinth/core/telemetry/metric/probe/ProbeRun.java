// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import dev.plinth.core.telemetry.metric.LiveSeries;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.duty.Schedule;
import dev.plinth.core.telemetry.metric.duty.Task;
import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.Metadata;
import dev.plinth.timeseries.Point;
import dev.plinth.timeseries.TimeSeries;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Does one probe, again and again, and hands on what was measured. One thread does so; any may look how it went. */
final class ProbeRun implements Task<Probe> {
    private final Prober prober;
    private final LiveSeries series;
    private final BooleanSupplier mine;
    private final Clock clock;
    private volatile Probe probe;
    private volatile ProbeHealth health = ProbeHealth.UNKNOWN;

    /** @param mine whether it is still this core that does it; what is not is not handed on */
    ProbeRun(Probe probe, Prober prober, MetricSink sink, BooleanSupplier mine, Clock clock) {
        this.probe = probe;
        this.prober = prober;
        this.series = new LiveSeries(sink);
        this.mine = mine;
        this.clock = clock;
    }

    @Override
    public Probe subject() {
        return probe;
    }

    @Override
    public void update(Probe changed) {
        probe = changed;
    }

    @Override
    public String name() {
        return "probe-" + probe.key().name();
    }

    @Override
    public Duration interval() {
        return probe.interval();
    }

    @Override
    public long hash() {
        return probe.hash();
    }

    ProbeHealth health() {
        return health;
    }

    @Override
    public void run(long due) throws InterruptedException {
        Probe current = probe;
        long time = Schedule.timestamp(due, clock.millis(), current.interval());
        Outcome outcome =
                prober.probe(current.spec(), current.key().env(), current.spec().timeout());
        if (mine.getAsBoolean()) {
            String lost = handOn(current, outcome, time);
            health = health.followedBy(outcome, lost, Instant.ofEpochMilli(time));
        }
    }

    /** Why it was lost; empty when it was not. */
    private String handOn(Probe current, Outcome outcome, long time) {
        Labels own = current.labels();
        List<TimeSeries> all = new ArrayList<>();
        Set<Labels> now = new HashSet<>();
        outcome.measures().forEach((measure, value) -> {
            Labels labels = measure.labels(own);
            now.add(labels);
            all.add(TimeSeries.of(labels, Point.of(time, value)));
        });
        List<Metadata> metadata = outcome.measures().keySet().stream()
                .map(Measure::metric)
                .distinct()
                .sorted()
                .map(ProbeMetric::metadata)
                .toList();
        try {
            series.accept(current.key().name(), all, now, metadata, time);
            return "";
        } catch (RuntimeException e) {
            return "what was measured is lost: " + e.getMessage();
        }
    }

    /**
     * Ends all series, as the probe is not there any more.
     *
     * @return false when that is to be tried again
     */
    @Override
    public boolean end(long time) {
        if (series.isEmpty() || !mine.getAsBoolean()) {
            return true;
        }
        try {
            series.accept(probe.key().name(), List.of(), Set.of(), List.of(), time);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
