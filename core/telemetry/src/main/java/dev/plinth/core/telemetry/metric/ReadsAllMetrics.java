// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.AccessGuard;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.resource.ResourceKey;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** For a kind whose resources read all metrics of their environment: nobody has metrics read that he may not read himself. */
public final class ReadsAllMetrics implements AccessGuard {
    /** As roles speak of them, with the service as the name. */
    private static final String METRICS = "Metrics";

    private final Access access;
    private final String kind;

    public ReadsAllMetrics(Access access, String kind) {
        this.access = access;
        this.kind = kind;
    }

    @Override
    public @Nullable String objection(Principal author, ResourceKey key, JsonNode spec) {
        if (!key.kind().equals(kind)) {
            return null;
        }
        // no pattern but one for all matches this name
        ResourceKey all = new ResourceKey(METRICS, key.env(), "*");
        return access.decide(author, Verb.READ, all).allowed()
                ? null
                : "%s would read all metrics of %s, which %s may not.".formatted(key, key.env(), author.name());
    }
}
