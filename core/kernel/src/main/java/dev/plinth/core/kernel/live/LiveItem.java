// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something that is up right now, as the API writes it.
 *
 * @param env absent for kinds of global scope
 * @param owner who registered it and may renew it
 * @param revision number of the live event that made it so
 * @param since when it came up
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LiveItem(
        String kind,
        @Nullable String env,
        String name,
        Map<String, String> labels,
        JsonNode spec,
        LiveState state,
        String owner,
        long revision,
        Instant since) {
    public ResourceKey key() {
        return new ResourceKey(kind, env == null ? ResourceKey.GLOBAL : env, name);
    }
}
