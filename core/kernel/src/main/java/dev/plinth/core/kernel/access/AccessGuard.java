// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

import dev.plinth.core.kernel.resource.ResourceKey;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A further condition on writes, asked under the ledger's lock: that nobody grants rights he has not himself. */
public interface AccessGuard {
    /** Why the author may not leave the resource in this state, or null when he may. */
    @Nullable
    String objection(Principal author, ResourceKey key, JsonNode spec);
}
