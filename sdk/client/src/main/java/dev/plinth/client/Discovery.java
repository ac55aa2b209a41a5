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
 * reached is left out for a while, unless there is no other. While Plinth is away, what was last known stays.
 */
public final class Discovery {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long LEFT_OUT_NANOS = Duration.ofSeconds(5).toNanos();

    private final Snapshot snapshot;
    private final LongSupplier nanoTime;
    private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();
    private final Map<ServiceInstance, Long> unreachable = new ConcurrentHashMap<>();
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
        services = compile(items);
        unreachable.values().removeIf(until -> until - nanoTime.getAsLong() < 0);
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
        if (all.isEmpty()) {
            return null;
        }
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
        return lastResort;
    }

    private boolean isReachable(ServiceInstance instance) {
        Long until = unreachable.get(instance);
        return until == null || until - nanoTime.getAsLong() < 0;
    }

    /** It could not be reached: others come first for a while. */
    public void failed(ServiceInstance instance) {
        unreachable.put(instance, nanoTime.getAsLong() + LEFT_OUT_NANOS);
    }
}
