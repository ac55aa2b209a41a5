// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.token;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.AccessGuard;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.secret.SecretVault;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Nobody has a secret sent to an address of his choice that he may not read himself. One for each kind whose specs name secrets. */
public final class TokenGuard implements AccessGuard {
    private final Access access;
    private final String kind;
    private final Function<JsonNode, List<String>> names;

    /** @param pointer where in the spec the name of the secret is, as RFC 6901 has it */
    public TokenGuard(Access access, String kind, String pointer) {
        this(access, kind, spec -> List.of(spec.at(pointer).asString("")));
    }

    /** @param names of the secrets in a spec; an empty one is none */
    public TokenGuard(Access access, String kind, Function<JsonNode, List<String>> names) {
        this.access = access;
        this.kind = kind;
        this.names = names;
    }

    @Override
    public @Nullable String objection(Principal author, ResourceKey key, JsonNode spec) {
        if (!key.kind().equals(kind)) {
            return null;
        }
        for (String name : names.apply(spec)) {
            ResourceKey secret = new ResourceKey(SecretVault.KIND, key.env(), name);
            if (!name.isEmpty() && !access.decide(author, Verb.REVEAL, secret).allowed()) {
                return "%s would send %s, which %s may not reveal.".formatted(key, secret, author.name());
            }
        }
        return null;
    }
}
