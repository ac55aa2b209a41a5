// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.resource.ResourceKey;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A further condition on writes, asked under the ledger's lock: for instance, that nobody grants rights he has not. */
public interface WriteGuard {
    /** Why the author may not leave the resource in this state, or null when he may. */
    @Nullable
    String objection(Principal author, ResourceKey key, JsonNode spec);
}
