// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.resource;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The resources as this core knows them, at one position of the ledger. Reads cost no query. */
public interface ResourceView {
    /** Sequence number of the last change this view has seen. */
    long position();

    @Nullable
    Resource find(ResourceKey key);

    /** All resources of a kind, over all environments, sorted by key. An unmodifiable snapshot. */
    Collection<Resource> list(String kind);

    /** Changes whenever a role or a binding does: the revision of the last such change, as far as this view has seen. */
    long accessRevision();

    /** Everything, in one consistent state. */
    Snapshot snapshot();

    /** @param position sequence number of the last change in it */
    record Snapshot(long position, Collection<Resource> resources) {}
}
