// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.token;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.core.kernel.secret.SecretVault;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Bearer tokens, read once for each value that a secret gets. Who is asked may have it: that was decided when it was written. */
@Component
class SecretTokens implements TokenSource {
    private final SecretVault vault;
    private final ResourceView resources;
    private final Map<ResourceKey, Known> known = new ConcurrentHashMap<>();

    private record Known(long revision, String value) {}

    SecretTokens(SecretVault vault, ResourceView resources) {
        this.vault = vault;
        this.resources = resources;
    }

    @Override
    public String of(ResourceKey secret) throws TokenException {
        Resource resource = resources.find(secret);
        if (resource == null) {
            known.remove(secret);
            throw new TokenException("there is no " + secret, null);
        }
        Known current = known.get(secret);
        if (current != null && current.revision == resource.revision()) {
            return current.value;
        }
        try {
            String value = vault.reveal(Principal.SYSTEM, secret.env(), secret.name());
            known.put(secret, new Known(resource.revision(), value));
            return value;
        } catch (ProblemException | DataAccessException e) {
            throw new TokenException(secret + " cannot be read: " + e.getMessage(), e);
        }
    }
}
