// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * All resources, as a persistent map that is replaced as a whole: whoever takes it has one consistent state at one position, for
 * as long as they like, without a lock.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ResourceMemory implements ResourceView, LedgerReader {
    private record State(long position, long accessRevision, TreePMap<ResourceKey, Resource> resources) {}

    private volatile State state = new State(0, 0, TreePMap.empty());

    @Override
    public void load(UUID installation, long seq, List<Resource> resources, List<Change> recent) {
        Map<ResourceKey, Resource> byKey =
                resources.stream().collect(Collectors.toMap(Resource::key, resource -> resource));
        state = new State(seq, seq, TreePMap.<ResourceKey, Resource>empty().plusAll(byKey));
    }

    @Override
    public void read(List<Change> changes) {
        TreePMap<ResourceKey, Resource> resources = state.resources;
        long accessRevision = state.accessRevision;
        for (Change change : changes) {
            if (Ledger.ACCESS_KINDS.contains(change.key().kind())) {
                accessRevision = change.seq();
            }
            Resource result = change.result();
            resources = result == null ? resources.minus(change.key()) : resources.plus(change.key(), result);
        }
        state = new State(changes.getLast().seq(), accessRevision, resources);
    }

    @Override
    public long position() {
        return state.position;
    }

    @Override
    public @Nullable Resource find(ResourceKey key) {
        return state.resources.get(key);
    }

    @Override
    public Collection<Resource> list(String kind) {
        return Collections.unmodifiableCollection(state.resources
                .subMap(new ResourceKey(kind, "", ""), new ResourceKey(kind + "\0", "", ""))
                .values());
    }

    @Override
    public long accessRevision() {
        return state.accessRevision;
    }

    @Override
    public Snapshot snapshot() {
        State now = state;
        return new Snapshot(now.position, Collections.unmodifiableCollection(now.resources.values()));
    }
}
