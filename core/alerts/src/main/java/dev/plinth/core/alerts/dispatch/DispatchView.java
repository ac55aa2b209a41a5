// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.dispatch;

import dev.plinth.alerting.dispatch.Dispatcher;
import dev.plinth.alerting.dispatch.DispatcherOptions;
import dev.plinth.alerting.dispatch.GroupedAlerts;
import dev.plinth.core.alerts.dispatch.StateStore.Known;
import dev.plinth.core.alerts.dispatch.StateStore.Versioned;
import dev.plinth.core.alerts.routing.Routings;
import dev.plinth.core.alerts.routing.Routings.Decided;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.promql.model.Labels;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who is told of what, as any core sees it: from what the one that tells people keeps, some seconds old at most. */
@Component
public class DispatchView {
    private final Routings routings;
    private final StateStore states;
    private final ResourceView resources;
    private final Clock clock;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    DispatchView(Routings routings, StateStore states, ResourceView resources, Clock clock) {
        this.routings = routings;
        this.states = states;
        this.resources = resources;
        this.clock = clock;
    }

    /** As it is at that version, by what was decided at that position. */
    private record Seen(long version, long position, Decided decided, Dispatcher dispatcher) {}

    /** What is decided in an environment. */
    public Decided decided(String env) {
        return routings.decided(env);
    }

    /** All alerts that are not over, by group and receiver. Those that were escalated are in the groups of others too. */
    public List<GroupedAlerts> groups(String env) {
        Instant now = clock.instant();
        Seen current = current(env, now);
        synchronized (current) {
            return current.dispatcher.groups(now).stream()
                    .map(group -> group.only(item ->
                            item.alert().labels().get(Routings.ESCALATED_TO).isEmpty()))
                    .filter(group -> !group.alerts().isEmpty())
                    .toList();
        }
    }

    /** Alerts of an environment as they are told; those that are not known are left out. */
    public Map<Labels, GroupedAlerts.Item> find(String env, List<Labels> alerts) {
        Instant now = clock.instant();
        Seen current = current(env, now);
        Map<Labels, GroupedAlerts.Item> found = new HashMap<>();
        synchronized (current) {
            alerts.forEach(labels -> current.dispatcher.find(labels, now).ifPresent(item -> found.put(labels, item)));
        }
        return found;
    }

    private Seen current(String env, Instant now) {
        long position = resources.position();
        long version = states.version(env);
        Seen known = seen.get(env);
        if (known != null && known.version == version && known.position == position) {
            return known;
        }
        Seen read = read(env, position, now, known);
        seen.put(env, read);
        return read;
    }

    private Seen read(String env, long position, Instant now, @Nullable Seen before) {
        Decided decided = before != null && before.decided.revisions().equals(routings.revisions(env))
                ? before.decided
                : routings.decided(env);
        Optional<Versioned> stored = states.read(env);
        Dispatcher dispatcher = stored.map(Versioned::known)
                .map(Known::dispatcher)
                .map(state -> new Dispatcher(decided.routing(), DispatcherOptions.DEFAULT, state, now))
                .orElseGet(() -> new Dispatcher(decided.routing(), DispatcherOptions.DEFAULT, now));
        routings.silences(env).forEach(dispatcher::put);
        return new Seen(stored.map(Versioned::version).orElse(0L), position, decided, dispatcher);
    }
}
