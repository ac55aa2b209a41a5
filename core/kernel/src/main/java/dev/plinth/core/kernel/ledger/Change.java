// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the ledger.
 *
 * @param seq its number in the one global sequence, from 1, without gaps, in the order of commits
 * @param changeSet seq of the first change of those that were applied together
 * @param before null for a create
 * @param after null for a delete
 */
public record Change(
        long seq,
        long changeSet,
        Instant at,
        String author,
        String message,
        ResourceKey key,
        Action action,
        @Nullable Version before,
        @Nullable Version after) {
    /** The resource as this change left it, or null when it deleted it. */
    public @Nullable Resource result() {
        return after == null
                ? null
                : new Resource(key, after.labels(), after.spec(), after.specVersion(), seq, at, author);
    }
}
