// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import dev.plinth.core.kernel.resource.ResourceKey;
import tools.jackson.databind.JsonNode;

/**
 * Takes out of a spec what must not reach the ledger, and keeps it elsewhere, in the ledger's own transaction. Called before
 * anything else sees the spec.
 */
public interface SpecSealer {
    /** The one kind it is for. */
    String kind();

    /** The spec as the ledger may have it. */
    JsonNode seal(ResourceKey key, JsonNode spec);
}
