// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.watch;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a watcher wants to see.
 *
 * @param kinds empty for all
 * @param env null for all; resources of global scope are seen in each
 * @param since id of the last event seen, or null to begin with the state
 */
public record WatchRequest(
        Principal principal,
        Set<String> kinds,
        @Nullable String env,
        @Nullable String since) {
    public WatchRequest {
        kinds = Set.copyOf(kinds);
    }

    boolean wants(ResourceKey key, Access access) {
        return (kinds.isEmpty() || kinds.contains(key.kind()))
                && (env == null || key.isGlobal() || key.env().equals(env))
                && access.decide(principal, Verb.READ, key).allowed();
    }
}
