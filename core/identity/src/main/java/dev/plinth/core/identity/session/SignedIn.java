// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.session;

import java.time.Instant;
import java.util.UUID;
import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * Somebody who is signed in at this browser.
 *
 * @param sessionId in tokens as {@code sid}
 * @param authTime when the password was last given
 */
public record SignedIn(UUID userId, String sessionId, Instant authTime) implements AuthenticatedPrincipal {
    /** The subject of tokens. */
    @Override
    public String getName() {
        return userId.toString();
    }
}
