// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.session;

import com.nimbusds.jose.jwk.JWK;
import dev.plinth.client.WatchedItem;
import java.text.ParseException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whom to believe: the keys that sign tokens, and what is revoked. Replaced as a whole when either changes.
 *
 * @param revoked by name of the revocation: seconds since 1970; what was issued before is good no more
 */
public record Trust(Map<String, JWK> keys, Map<String, Long> revoked) {
    public static final Trust NOBODY = new Trust(Map.of(), Map.of());

    public Trust {
        keys = Map.copyOf(keys);
        revoked = Map.copyOf(revoked);
    }

    /** From watched {@code JsonWebKey}s, {@code Gateway}s and {@code Revocation}s. */
    public static Trust of(Collection<WatchedItem> items) {
        Map<String, JWK> keys = new HashMap<>();
        Map<String, Long> revoked = new HashMap<>();
        for (WatchedItem item : items) {
            switch (item.kind()) {
                case "JsonWebKey" -> add(keys, item.spec().path("jwk").asString(""));
                case "Revocation" ->
                    revoked.put(item.name(), item.spec().path("issuedBefore").asLong());
                default -> {}
            }
        }
        return new Trust(keys, revoked);
    }

    private static void add(Map<String, JWK> keys, String json) {
        try {
            JWK key = JWK.parse(json);
            if (key.getKeyID() != null) {
                keys.put(key.getKeyID(), key);
            }
        } catch (ParseException e) {
            System.getLogger(Trust.class.getName())
                    .log(System.Logger.Level.WARNING, "A key cannot be read: {0}", e.getMessage());
        }
    }

    boolean isRevoked(Identity identity) {
        if (revoked.isEmpty()) {
            return false;
        }
        return isRevoked("session-", identity.session(), identity.issuedAt())
                || isRevoked("grant-", identity.grant(), identity.issuedAt())
                || isRevoked("user-", identity.subject(), identity.issuedAt());
    }

    private boolean isRevoked(String prefix, @Nullable String id, long issuedAt) {
        Long before = id == null ? null : revoked.get(prefix + id);
        return before != null && issuedAt < before;
    }
}
