// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * Where the instances of services are, as they are now: in turn those that are up, without those that drain. One that could not be
 * reached is left out for a while, unless there is no other. While Plinth is away, what was last known stays. One that is gone without having
 * said so has perhaps only not reached Plinth: for some minutes it is the last resort.
 */
public final class Discovery {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long LEFT_OUT_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long LAST_RESORT_NANOS = Duration.ofMinutes(5).toNanos();

    private final Snapshot snapshot;
    private final LongSupplier nanoTime;
    private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();
    private final Map<ServiceInstance, Long> unreachable = new ConcurrentHashMap<>();
    /** Until when each may be tried. */
    private final Map<ServiceInstance, Long> lost = new ConcurrentHashMap<>();

    private volatile Map<String, List<ServiceInstance>> services = Map.of();

    Discovery(Snapshot snapshot, LongSupplier nanoTime) {
        this.snapshot = snapshot;
        this.nanoTime = nanoTime;
        JsonNode known = snapshot.read();
        if (known != null) {
            Map<WatchedItem.Key, WatchedItem> items = new LinkedHashMap<>();
            for (JsonNode node : known.path("items")) {
                WatchedItem item = WatchedItem.of(node);
                items.put(item.key(), item);
            }
            services = compile(items.values());
        }
    }

    private static Map<String, List<ServiceInstance>> compile(Collection<WatchedItem> items) {
        return items.stream()
                .filter(item -> !item.draining())
                .map(ServiceInstance::of)
                .sorted(Comparator.comparing(ServiceInstance::name))
                .collect(Collectors.groupingBy(ServiceInstance::service, Collectors.toUnmodifiableList()));
    }

    void set(Collection<WatchedItem> items) {
        Map<String, List<ServiceInstance>> before = services;
        services = compile(items);
        unreachable.values().removeIf(this::isOver);
        lost.values().removeIf(this::isOver);
        Set<String> there = items.stream().map(WatchedItem::name).collect(Collectors.toSet());
        lost.keySet().removeIf(instance -> there.contains(instance.name()));
        long until = nanoTime.getAsLong() + LAST_RESORT_NANOS;
        before.values()
                .forEach(all -> all.stream()
                        .filter(instance -> !there.contains(instance.name()))
                        .forEach(instance -> lost.put(instance, until)));
        ArrayNode list = JSON.createArrayNode();
        items.forEach(item -> list.add(item.toJson()));
        snapshot.offer(JSON.createObjectNode().set("items", list));
    }

    /** All services of which an instance is up. */
    public Set<String> services() {
        return services.keySet();
    }

    /** All that are up and do not drain. */
    public List<ServiceInstance> instances(String service) {
        return services.getOrDefault(service, List.of());
    }

    /** The next in turn, or null when none is up. */
    public @Nullable ServiceInstance next(String service) {
        return next(service, Set.of());
    }

    /** The next in turn but those that were tried already, or null when there is no other. */
    public @Nullable ServiceInstance next(String service, Set<ServiceInstance> tried) {
        List<ServiceInstance> all = instances(service);
        int start = turns.computeIfAbsent(service, name -> new AtomicInteger()).getAndIncrement();
        ServiceInstance lastResort = null;
        for (int i = 0; i < all.size(); i++) {
            ServiceInstance candidate = all.get(Math.floorMod(start + i, all.size()));
            if (tried.contains(candidate)) {
                continue;
            }
            if (isReachable(candidate)) {
                return candidate;
            }
            lastResort = lastResort == null ? candidate : lastResort;
        }
        return lastResort == null ? lost(service, tried) : lastResort;
    }

    private @Nullable ServiceInstance lost(String service, Set<ServiceInstance> tried) {
        return lost.entrySet().stream()
                .filter(each -> !isOver(each.getValue()))
                .map(Map.Entry::getKey)
                .filter(instance -> instance.service().equals(service) && !tried.contains(instance))
                .findFirst()
                .orElse(null);
    }

    private boolean isOver(long until) {
        return until - nanoTime.getAsLong() < 0;
    }

    private boolean isReachable(ServiceInstance instance) {
        Long until = unreachable.get(instance);
        return until == null || isOver(until);
    }

    /** It could not be reached: others come first for a while. */
    public void failed(ServiceInstance instance) {
        lost.remove(instance);
        unreachable.put(instance, nanoTime.getAsLong() + LEFT_OUT_NANOS);
    }
}
