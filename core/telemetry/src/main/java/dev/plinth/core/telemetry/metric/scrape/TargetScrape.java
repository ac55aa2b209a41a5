// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.metric.LiveSeries;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.duty.Schedule;
import dev.plinth.core.telemetry.metric.duty.Task;
import dev.plinth.core.telemetry.metric.scrape.Fetcher.Fetched;
import dev.plinth.core.telemetry.metric.token.TokenException;
import dev.plinth.core.telemetry.metric.token.TokenSource;
import dev.plinth.promql.model.Labels;
import dev.plinth.timeseries.TimeSeries;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Asks one target, again and again, and hands on what it says, with the series that tell how it went. It remembers which series there are, so that those that are
 * not there any more end at once and not after the lookback of queries. One thread asks; any may look how it went.
 */
final class TargetScrape implements Task<Target> {
    private final Fetcher fetcher;
    private final TokenSource tokens;
    private final LiveSeries series;
    private final BooleanSupplier mine;
    private final Clock clock;

    private volatile Target target;
    private volatile TargetHealth health = TargetHealth.UNKNOWN;

    /** Series of the last answer. */
    private Set<Labels> known = Set.of();

    /** @param mine whether it is still this core that asks; what is not is not handed on */
    TargetScrape(
            Target target, Fetcher fetcher, TokenSource tokens, MetricSink sink, BooleanSupplier mine, Clock clock) {
        this.target = target;
        this.clock = clock;
        this.fetcher = fetcher;
        this.tokens = tokens;
        this.series = new LiveSeries(sink);
        this.mine = mine;
    }

    @Override
    public Target subject() {
        return target;
    }

    @Override
    public void update(Target changed) {
        target = changed;
    }

    @Override
    public String name() {
        return "scrape-" + target.id().address();
    }

    @Override
    public Duration interval() {
        return target.interval();
    }

    @Override
    public long hash() {
        return target.id().hash();
    }

    @Override
    public void run(long due) throws InterruptedException {
        scrape(Schedule.timestamp(due, clock.millis(), target.interval()));
    }

    TargetHealth health() {
        return health;
    }

    /** Asks once. */
    void scrape(long time) throws InterruptedException {
        Target current = target;
        long began = System.nanoTime();
        String error = "";
        Exposition answer = new Exposition(List.of(), Set.of(), List.of());
        try {
            answer = ask(current, time);
        } catch (ScrapeException | ExpositionException | TokenException e) {
            error = String.valueOf(e.getMessage());
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        if (!mine.getAsBoolean()) {
            return;
        }
        String lost = handOn(current, answer, error.isEmpty(), time, seconds);
        health = TargetHealth.of(error.isEmpty() ? lost : error, time, seconds);
    }

    private Exposition ask(Target current, long time)
            throws ScrapeException, ExpositionException, TokenException, InterruptedException {
        ResourceKey secret = current.token();
        Fetched fetched = fetcher.fetch(current, secret == null ? null : tokens.of(secret));
        return ExpositionParser.parse(
                fetched.body(), ExpositionFormat.ofContentType(fetched.contentType()), time, current.limits());
    }

    /** Why it was lost; empty when it was not. */
    private String handOn(Target current, Exposition answer, boolean up, long time, double seconds) {
        List<TimeSeries> all = new ArrayList<>(answer.series().size() + Report.SERIES);
        Set<Labels> now = new HashSet<>();
        Set<Labels> answered = new HashSet<>();
        Set<Labels> reserved = Report.labels(current);
        int added = 0;
        for (TimeSeries each : answer.series()) {
            Labels labels = TargetLabels.merge(each.labels(), current.labels(), current.honorLabels());
            if (reserved.contains(labels)) {
                continue;
            }
            all.add(new TimeSeries(labels, each.points(), each.exemplars()));
            if (answered.add(labels) && !known.contains(labels)) {
                added++;
            }
            // those that say their time themselves end by themselves
            if (!answer.timed().contains(each.labels())) {
                now.add(labels);
            }
        }
        all.addAll(new Report(up, seconds, answer.series().size(), all.size(), added).series(current, time));
        now.addAll(reserved);
        try {
            series.accept(current.app(), all, now, answer.metadata(), time);
        } catch (RuntimeException e) {
            return "what it answered is lost: " + e.getMessage();
        }
        if (up) {
            known = answered;
        }
        return "";
    }

    /**
     * Ends all series, as the target is not there any more.
     *
     * @return false when that is to be tried again
     */
    @Override
    public boolean end(long time) {
        if (series.isEmpty() || !mine.getAsBoolean()) {
            return true;
        }
        try {
            series.accept(target.app(), List.of(), Set.of(), List.of(), time);
        } catch (RuntimeException e) {
            health = TargetHealth.of("its end is not told yet: " + e.getMessage(), time, 0);
            return false;
        }
        return true;
    }
}
