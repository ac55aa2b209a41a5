// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.user;

import dev.plinth.core.kernel.access.Principal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person.
 *
 * @param id in every token as {@code sub}; never changes and is never given again
 * @param username what the person types; never changes
 * @param groups names that role bindings may give roles to, as {@code group:operators}
 * @param hasPassword false until the first one is chosen by a sign-in link
 */
public record UserAccount(
        UUID id,
        String username,
        String displayName,
        @Nullable String email,
        List<String> groups,
        boolean disabled,
        boolean hasPassword,
        Instant createdAt) {
    public UserAccount {
        groups = List.copyOf(groups);
    }

    /** As the ledger and role bindings name the person. */
    public Principal principal() {
        return principal(username, groups);
    }

    static Principal principal(String username, Collection<String> groups) {
        return new Principal("user:" + username, Set.copyOf(groups));
    }
}
