// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.token;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.AccessGuard;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.secret.SecretVault;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Nobody has a secret sent to an address of his choice that he may not read himself. One for each kind whose specs name a secret. */
public final class TokenGuard implements AccessGuard {
    private final Access access;
    private final String kind;
    private final String pointer;

    /** @param pointer where in the spec the name of the secret is, as RFC 6901 has it */
    public TokenGuard(Access access, String kind, String pointer) {
        this.access = access;
        this.kind = kind;
        this.pointer = pointer;
    }

    @Override
    public @Nullable String objection(Principal author, ResourceKey key, JsonNode spec) {
        if (!key.kind().equals(kind)) {
            return null;
        }
        String name = spec.at(pointer).asString("");
        if (name.isEmpty()) {
            return null;
        }
        ResourceKey secret = new ResourceKey(SecretVault.KIND, key.env(), name);
        return access.decide(author, Verb.REVEAL, secret).allowed()
                ? null
                : "%s would send %s, which %s may not reveal.".formatted(key, secret, author.name());
    }
}
