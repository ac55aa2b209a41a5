// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.duty.Duty;
import dev.plinth.core.telemetry.metric.duty.Loops;
import dev.plinth.core.telemetry.metric.token.TokenSource;
import dev.plinth.promql.model.Labels;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Keeps a loop for each target, as long as it is this core that asks them. */
final class Scrapers implements AutoCloseable {
    static final String DUTY = "scrape";

    private final Supplier<Collection<Target>> discovery;
    private final Fetcher fetcher = new Fetcher();
    private final Loops<Target.Id, Target, TargetScrape> loops;

    Scrapers(Supplier<Collection<Target>> discovery, TokenSource tokens, MetricSink sink, Duty duty, Clock clock) {
        this.discovery = discovery;
        this.loops = new Loops<>(
                DUTY,
                duty,
                clock,
                target -> new TargetScrape(target, fetcher, tokens, sink, () -> duty.isMine(DUTY), clock));
    }

    boolean isMine() {
        return loops.isMine();
    }

    /** Follows what has changed: targets that came, changed or went, and whose duty it is. */
    void reconcile() {
        loops.reconcile(this::wanted);
    }

    private Map<Target.Id, Target> wanted() {
        Map<Target.Id, Target> wanted = new HashMap<>();
        distinct(discovery.get()).forEach((target, twin) -> {
            if (target.equals(twin)) {
                wanted.put(target.id(), target);
            }
        });
        return wanted;
    }

    /** Each with the first that has the same labels; only that one is asked, as their series would be the same. */
    private static Map<Target, Target> distinct(Collection<Target> targets) {
        Map<Labels, Target> first = new HashMap<>();
        Map<Target, Target> twins = new LinkedHashMap<>();
        for (Target target : targets) {
            Target before = first.putIfAbsent(target.labels(), target);
            twins.put(target, before == null ? target : before);
        }
        return twins;
    }

    /** All targets there are; those that this core does not ask are in an unknown state. */
    List<TargetView> views() {
        List<TargetView> views = new ArrayList<>();
        distinct(discovery.get()).forEach((target, twin) -> {
            TargetScrape scrape = loops.find(target.id());
            views.add(TargetView.of(
                    target, health(target, twin, scrape == null ? TargetHealth.UNKNOWN : scrape.health())));
        });
        return views;
    }

    private static TargetHealth health(Target target, Target twin, TargetHealth health) {
        return target.equals(twin)
                ? health
                : new TargetHealth(
                        TargetState.UNKNOWN,
                        "it is not asked, as %s has the same labels: give one of them another in labels"
                                .formatted(twin.id().resource()),
                        null,
                        Duration.ZERO);
    }

    /** Series do not end: another core goes on with them. */
    @Override
    public void close() {
        loops.close();
        fetcher.close();
    }
}
