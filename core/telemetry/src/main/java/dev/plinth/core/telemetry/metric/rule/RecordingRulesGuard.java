// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.AccessGuard;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.resource.ResourceKey;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Nobody has metrics made of others that he may not read himself: rules read all of their environment. */
@Component
class RecordingRulesGuard implements AccessGuard {
    /** As roles speak of them, with the service as the name. */
    private static final String METRICS = "Metrics";

    private final Access access;

    RecordingRulesGuard(Access access) {
        this.access = access;
    }

    @Override
    public @Nullable String objection(Principal author, ResourceKey key, JsonNode spec) {
        if (!key.kind().equals(RecordingRulesSpec.KIND)) {
            return null;
        }
        // no pattern but one for all matches this name
        ResourceKey all = new ResourceKey(METRICS, key.env(), "*");
        return access.decide(author, Verb.READ, all).allowed()
                ? null
                : "%s would read all metrics of %s, which %s may not.".formatted(key, key.env(), author.name());
    }
}
