// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import dev.plinth.core.kernel.resource.ResourceKey;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** One wish within a change set. */
public sealed interface Mutation {
    ResourceKey key();

    Precondition precondition();

    /** Creates the resource, or replaces it as a whole. The spec is as the caller sent it; it is checked when written. */
    record Put(ResourceKey key, Map<String, String> labels, JsonNode spec, Precondition precondition)
            implements Mutation {
        public Put {
            labels = Map.copyOf(labels);
        }
    }

    record Delete(ResourceKey key, Precondition precondition) implements Mutation {}
}
