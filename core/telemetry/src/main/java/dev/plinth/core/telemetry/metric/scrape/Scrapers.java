// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.scrape.TargetScrape.TokenSource;
import dev.plinth.promql.model.Labels;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Keeps a loop for each target, as long as it is this core that asks them. */
final class Scrapers implements AutoCloseable {
    static final String DUTY = "scrape";

    private static final Duration AT_STOP = Duration.ofSeconds(3);

    private final Supplier<Collection<Target>> discovery;
    private final TokenSource tokens;
    private final MetricSink sink;
    private final Duty duty;
    private final Clock clock;
    private final Fetcher fetcher = new Fetcher();
    private final Map<Target.Id, TargetLoop> loops = new ConcurrentHashMap<>();
    /** Those too that only end their series. */
    private final Set<TargetLoop> running = ConcurrentHashMap.newKeySet();

    Scrapers(Supplier<Collection<Target>> discovery, TokenSource tokens, MetricSink sink, Duty duty, Clock clock) {
        this.discovery = discovery;
        this.tokens = tokens;
        this.sink = sink;
        this.duty = duty;
        this.clock = clock;
    }

    private boolean isMine() {
        return duty.isMine(DUTY);
    }

    /** Follows what has changed: targets that came, changed or went, and whose duty it is. */
    synchronized void reconcile() {
        if (!isMine()) {
            running.forEach(TargetLoop::stop);
            loops.clear();
            return;
        }
        Map<Target.Id, Target> wanted = new HashMap<>();
        distinct(discovery.get()).forEach((target, twin) -> {
            if (target.equals(twin)) {
                wanted.put(target.id(), target);
            }
        });
        loops.entrySet().removeIf(loop -> {
            boolean gone = !wanted.containsKey(loop.getKey());
            if (gone) {
                loop.getValue().end();
            }
            return gone;
        });
        wanted.forEach((id, target) -> {
            TargetLoop loop = loops.get(id);
            if (loop == null) {
                start(target);
            } else {
                loop.update(target);
            }
        });
    }

    private void start(Target target) {
        TargetLoop loop =
                new TargetLoop(new TargetScrape(target, fetcher, tokens, sink, this::isMine), clock, running::remove);
        loops.put(target.id(), loop);
        running.add(loop);
        loop.start();
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
            TargetLoop loop = loops.get(target.id());
            views.add(TargetView.of(target, health(target, twin, loop == null ? TargetHealth.UNKNOWN : loop.health())));
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
    public synchronized void close() {
        List<TargetLoop> all = List.copyOf(running);
        all.forEach(TargetLoop::stop);
        try {
            long end = System.nanoTime() + AT_STOP.toNanos();
            for (TargetLoop each : all) {
                each.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loops.clear();
        fetcher.close();
    }
}
