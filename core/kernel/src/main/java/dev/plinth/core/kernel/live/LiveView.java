// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.live;

import dev.plinth.core.kernel.resource.ResourceKey;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The live items as this core knows them. Reads cost no query. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class LiveView implements LiveReader {
    /** @param position number of the last live event in it */
    public record Snapshot(long position, Collection<LiveItem> items) {}

    private record State(long position, TreePMap<ResourceKey, LiveItem> items) {}

    private volatile State state = new State(0, TreePMap.empty());

    @Override
    public void loadLive(long seq, List<LiveItem> items, List<LiveEvent> recent) {
        state = new State(
                seq,
                TreePMap.<ResourceKey, LiveItem>empty()
                        .plusAll(items.stream().collect(Collectors.toMap(LiveItem::key, item -> item))));
    }

    @Override
    public void readLive(List<LiveEvent> events) {
        TreePMap<ResourceKey, LiveItem> items = state.items;
        for (LiveEvent event : events) {
            LiveItem item = event.item();
            items = item == null ? items.minus(event.key()) : items.plus(event.key(), item);
        }
        state = new State(events.getLast().seq(), items);
    }

    public @Nullable LiveItem find(ResourceKey key) {
        return state.items.get(key);
    }

    /** All items of a kind, over all environments, sorted by key. */
    public Collection<LiveItem> list(String kind) {
        return Collections.unmodifiableCollection(state.items
                .subMap(new ResourceKey(kind, "", ""), new ResourceKey(kind + "\0", "", ""))
                .values());
    }

    /** Everything, in one consistent state. */
    public Snapshot snapshot() {
        State now = state;
        return new Snapshot(now.position, Collections.unmodifiableCollection(now.items.values()));
    }
}
