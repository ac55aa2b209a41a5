// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.session;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks bearer tokens (RFC 9068) without asking anybody. What a signature has proven is remembered until the token expires
 * or the keys change; expiry and revocation are looked at each time.
 */
public final class TokenVerifier {
    private static final int MAX_REMEMBERED = 10_000;
    private static final long SKEW_SECONDS = 10;

    private final String issuer;
    private final Supplier<Trust> trust;
    private final Clock clock;
    private volatile Proven proven = new Proven(Map.of(), new ConcurrentHashMap<>());

    /** Tokens, and the keys that they were proven with: when the keys are others, nothing is proven any more. */
    private record Proven(Map<String, JWK> keys, ConcurrentHashMap<String, Identity> identities) {}

    public TokenVerifier(String issuer, Supplier<Trust> trust, Clock clock) {
        this.issuer = issuer;
        this.trust = trust;
        this.clock = clock;
    }

    /** Whose token it is, or null when it is forged, expired, revoked or not meant for the audience. */
    public @Nullable Identity verify(String token, String audience) {
        Trust trusted = trust.get();
        ConcurrentHashMap<String, Identity> remembered = remembered(trusted.keys());
        Identity identity = remembered.get(token);
        if (identity == null) {
            identity = prove(token, trusted.keys());
            if (identity == null) {
                return null;
            }
            if (remembered.size() >= MAX_REMEMBERED) {
                remembered.clear();
            }
            remembered.put(token, identity);
        }
        long now = clock.millis() / 1_000;
        if (identity.expiresAt() + SKEW_SECONDS < now) {
            remembered.remove(token);
            return null;
        }
        boolean good = identity.audience().contains(audience)
                && identity.issuedAt() - SKEW_SECONDS <= now
                && !trusted.isRevoked(identity);
        return good ? identity : null;
    }

    /** What was proven with just these keys. They are compared as a whole only when they have been published anew. */
    @SuppressWarnings("ReferenceEquality")
    private ConcurrentHashMap<String, Identity> remembered(Map<String, JWK> keys) {
        Proven known = proven;
        if (known.keys() != keys) {
            known = new Proven(keys, known.keys().equals(keys) ? known.identities() : new ConcurrentHashMap<>());
            proven = known;
        }
        return known.identities();
    }

    private @Nullable Identity prove(String token, Map<String, JWK> keys) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWK key = keys.get(String.valueOf(jwt.getHeader().getKeyID()));
            if (key == null || !isSigned(jwt, key)) {
                return null;
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            if (!issuer.equals(claims.getIssuer())
                    || claims.getSubject() == null
                    || claims.getExpirationTime() == null
                    || claims.getIssueTime() == null) {
                return null;
            }
            List<String> groups = claims.getStringListClaim("groups");
            return new Identity(
                    claims.getSubject(),
                    claims.getStringClaim("principal"),
                    claims.getStringClaim("preferred_username"),
                    claims.getStringClaim("name"),
                    groups == null ? List.of() : List.copyOf(groups),
                    claims.getStringClaim("sid"),
                    claims.getStringClaim("gid"),
                    List.copyOf(claims.getAudience()),
                    claims.getIssueTime().toInstant().getEpochSecond(),
                    claims.getExpirationTime().toInstant().getEpochSecond());
        } catch (ParseException | JOSEException e) {
            return null;
        }
    }

    private static boolean isSigned(SignedJWT jwt, JWK key) throws JOSEException {
        return key instanceof RSAKey rsa
                && JWSAlgorithm.RS256.equals(jwt.getHeader().getAlgorithm())
                && jwt.verify(new RSASSAVerifier(rsa.toRSAPublicKey()));
    }
}
