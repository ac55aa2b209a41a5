// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.core.kernel.access.IngestKeys;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.TokenAuthenticator;
import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Finds out who sends: an app by its ingest key or its access token, or anybody on this machine as nobody in particular. Shippers show a key in
 * different ways: as {@code Bearer}, as {@code ApiKey} by itself or as Elasticsearch has it (base64 of id, colon and key), or as the password of {@code Basic}.
 */
@Component
class Senders {
    private static final String APP = "app:";
    private static final String EXPECTED =
            "expected: the ingest key of an app as Bearer, as ApiKey or as the password of Basic, or the access token of an app as Bearer";

    /** To check a signature costs more than a small request. */
    private static final Duration BELIEVED = Duration.ofSeconds(5);

    private static final int MOST_BELIEVED = 10_000;

    private final List<TokenAuthenticator> authenticators;
    private final ObjectProvider<IngestKeys> keys;
    /** Those that were checked first come first. */
    private final Map<Shown, Believed> tokens = new LinkedHashMap<>();

    private record Shown(String token, InetAddress from) {}

    private record Believed(Sender sender, long untilNanos) {}

    Senders(List<TokenAuthenticator> authenticators, ObjectProvider<IngestKeys> keys) {
        this.authenticators = List.copyOf(authenticators);
        this.keys = keys;
    }

    Sender identify(@Nullable String authorization, InetAddress from) throws Refusal {
        if (authorization == null || authorization.isBlank()) {
            if (!from.isLoopbackAddress()) {
                throw new Refusal(
                        Reason.UNAUTHENTICATED,
                        "There is no Authorization header (%s). Only this machine sends without one."
                                .formatted(EXPECTED));
            }
            return Sender.ANONYMOUS;
        }
        String[] parts = authorization.strip().split("\\s+", 2);
        String shown = parts.length < 2 ? "" : parts[1];
        return switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "bearer" -> shown.startsWith(IngestKeys.PREFIX) ? byKey(shown) : byToken(shown, from);
            case "apikey" -> byKey(shown.startsWith(IngestKeys.PREFIX) ? shown : secondOf(shown));
            case "basic" -> byKey(secondOf(shown));
            default ->
                throw new Refusal(
                        Reason.UNAUTHENTICATED, "The Authorization header is not understood (%s).".formatted(EXPECTED));
        };
    }

    /** What is behind the colon; empty when there is none. */
    private static String secondOf(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private Sender byKey(String key) throws Refusal {
        IngestKeys known = keys.getIfAvailable();
        try {
            String app = known == null || !key.startsWith(IngestKeys.PREFIX) ? null : known.owner(key);
            if (app == null) {
                throw new Refusal(
                        Reason.UNAUTHENTICATED,
                        "The ingest key is not known, or was deleted (%s).".formatted(EXPECTED));
            }
            return new Sender(app, false);
        } catch (DataAccessException e) {
            throw new Refusal(
                    Reason.UNAVAILABLE,
                    "PostgreSQL does not answer, so the key cannot be checked.",
                    Duration.ofSeconds(2));
        }
    }

    /** A token that was good a few seconds ago still is, as a key. */
    private Sender byToken(String token, InetAddress from) throws Refusal {
        Shown shown = new Shown(token, from);
        long now = System.nanoTime();
        synchronized (tokens) {
            for (Iterator<Believed> oldest = tokens.values().iterator();
                    oldest.hasNext() && now - oldest.next().untilNanos >= 0; ) {
                oldest.remove();
            }
            Believed known = tokens.get(shown);
            if (known != null) {
                return known.sender;
            }
        }
        Sender sender = checked(token, from);
        synchronized (tokens) {
            if (tokens.size() < MOST_BELIEVED) {
                tokens.put(shown, new Believed(sender, now + BELIEVED.toNanos()));
            }
        }
        return sender;
    }

    private Sender checked(String token, InetAddress from) throws Refusal {
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
