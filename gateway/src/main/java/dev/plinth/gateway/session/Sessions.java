// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.session;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sessions of people at this gateway: all there is to know is in the sealed cookie, so they survive any restart and need no call. For
 * the services behind, a session becomes a token of five minutes, signed with this gateway's own key, which identity publishes.
 */
public final class Sessions {
    /** After it people are sent to sign in again, which they do not notice while single sign-on lasts. */
    public static final Duration LIFETIME = Duration.ofHours(8);

    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(5);
    private static final long REUSE_SECONDS = 240;
    private static final int MAX_REMEMBERED = 10_000;
    private static final String PURPOSE = "session";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Sealed sealed;
    private final ECKey key;
    private final String issuer;
    private final Supplier<Trust> trust;
    private final Clock clock;
    private final ConcurrentHashMap<String, Identity> remembered = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Wanted, Minted> minted = new ConcurrentHashMap<>();

    private record Wanted(String cookie, String audience) {}

    private record Minted(String token, long at) {}

    public Sessions(Sealed sealed, ECKey key, String issuer, Supplier<Trust> trust, Clock clock) {
        this.sealed = sealed;
        this.key = key;
        this.issuer = issuer;
        this.trust = trust;
        this.clock = clock;
    }

    /** The value of a cookie for somebody who has just signed in. */
    String open(Identity identity) {
        long now = clock.instant().getEpochSecond();
        Identity session = new Identity(
                identity.subject(),
                identity.principal(),
                identity.username(),
                identity.name(),
                identity.groups(),
                identity.session(),
                null,
                List.of(),
                // not later than the token it comes from, so that what revokes that revokes this
                identity.issuedAt(),
                now + LIFETIME.toSeconds());
        return sealed.seal(JSON.writeValueAsBytes(session), PURPOSE);
    }

    /** Whose session it is, or null when it is none, has ended or was revoked. */
    public @Nullable Identity find(String cookie) {
        Identity identity = remembered.get(cookie);
        if (identity == null) {
            byte[] clear = sealed.open(cookie, PURPOSE);
            if (clear == null) {
                return null;
            }
            identity = JSON.readValue(clear, Identity.class);
            if (remembered.size() >= MAX_REMEMBERED) {
                remembered.clear();
            }
            remembered.put(cookie, identity);
        }
        boolean good = clock.instant().getEpochSecond() < identity.expiresAt()
                && !trust.get().isRevoked(identity);
        return good ? identity : null;
    }

    /** A token for a service behind the gateway. */
    public String token(String cookie, Identity identity, String audience) {
        long now = clock.instant().getEpochSecond();
        Wanted wanted = new Wanted(cookie, audience);
        Minted known = minted.get(wanted);
        if (known != null && now - known.at() < REUSE_SECONDS) {
            return known.token();
        }
        if (minted.size() >= MAX_REMEMBERED) {
            minted.clear();
        }
        String token = mint(identity, audience, now);
        minted.put(wanted, new Minted(token, now));
        return token;
    }

    private String mint(Identity identity, String audience, long now) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(key.getKeyID())
                            .build(),
                    new JWTClaimsSet.Builder()
                            .issuer(issuer)
                            .subject(identity.subject())
                            .audience(audience)
                            .issueTime(Date.from(Instant.ofEpochSecond(now)))
                            .expirationTime(Date.from(Instant.ofEpochSecond(now).plus(TOKEN_LIFETIME)))
                            .jwtID(UUID.randomUUID().toString())
                            .claim("principal", identity.principal())
                            .claim("preferred_username", identity.username())
                            .claim("name", identity.name())
                            .claim("groups", identity.groups())
                            .claim("sid", identity.session())
                            .build());
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("Every JDK has ES256", e);
        }
    }
}
