// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.AccessGuard;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.secret.SecretVault;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Nobody has a secret sent to an address of his choice that he may not read himself. */
@Component
class ScrapeTargetGuard implements AccessGuard {
    private final Access access;

    ScrapeTargetGuard(Access access) {
        this.access = access;
    }

    @Override
    public @Nullable String objection(Principal author, ResourceKey key, JsonNode spec) {
        if (!key.kind().equals(ScrapeTargetSpec.KIND)) {
            return null;
        }
        String name = spec.path("bearerTokenSecretRef").asString("");
        if (name.isEmpty()) {
            return null;
        }
        ResourceKey secret = new ResourceKey(SecretVault.KIND, key.env(), name);
        return access.decide(author, Verb.REVEAL, secret).allowed()
                ? null
                : "%s would send %s, which %s may not reveal.".formatted(key, secret, author.name());
    }
}
