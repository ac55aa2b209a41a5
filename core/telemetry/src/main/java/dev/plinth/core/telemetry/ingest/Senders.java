// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.TokenAuthenticator;
import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds out who sends: an app by its access token, or anybody on this machine as nobody in particular. */
@Component
class Senders {
    private static final String SCHEME = "Bearer ";
    private static final String APP = "app:";

    private final List<TokenAuthenticator> authenticators;

    Senders(List<TokenAuthenticator> authenticators) {
        this.authenticators = List.copyOf(authenticators);
    }

    Sender identify(@Nullable String authorization, InetAddress from) throws Refusal {
        if (authorization == null || authorization.isBlank()) {
            if (!from.isLoopbackAddress()) {
                throw new Refusal(
                        Reason.UNAUTHENTICATED,
                        "There is no Authorization header (expected: Bearer and the access token of an app). Only this machine"
                                + " sends without one.");
            }
            return Sender.ANONYMOUS;
        }
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new Refusal(Reason.UNAUTHENTICATED, "The Authorization header is not understood (expected: Bearer).");
        }
        String token = authorization.substring(SCHEME.length()).strip();
        Principal principal = authenticators.stream()
                .map(authenticator -> authenticator.authenticate(token, from))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() ->
                        new Refusal(Reason.UNAUTHENTICATED, "The token is not known, has expired or was revoked."));
        if (!principal.name().startsWith(APP)) {
            throw new Refusal(
                    Reason.FORBIDDEN,
                    "The token belongs to %s, and only apps send telemetry (expected: the access token of an app)."
                            .formatted(principal.name()));
        }
        return new Sender(principal.name().substring(APP.length()), false);
    }
}
