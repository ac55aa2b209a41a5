// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.plinth.core.identity.IdentityProperties;
import dev.plinth.core.identity.revocation.Revocations;
import dev.plinth.core.identity.revocation.Revocations.Target;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.TokenAuthenticator;
import java.net.InetAddress;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Recognises access tokens (RFC 9068) that this installation has issued for its own API: signed by one of its keys or
 * of its gateways', meant for {@code
 * plinth}, neither expired nor revoked.
 */
@Component
class JwtAuthenticator implements TokenAuthenticator {
    private static final long SKEW_SECONDS = 10;

    private final SigningKeys keys;
    private final GatewayKeys gateways;
    private final Revocations revocations;
    private final IdentityProperties properties;
    private final Clock clock;

    JwtAuthenticator(
            SigningKeys keys,
            GatewayKeys gateways,
            Revocations revocations,
            IdentityProperties properties,
            Clock clock) {
        this.keys = keys;
        this.gateways = gateways;
        this.revocations = revocations;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public @Nullable Principal authenticate(String token, InetAddress from) {
        if (token.indexOf('.') < 0) {
            return null;
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            return isSigned(jwt) ? principal(jwt.getJWTClaimsSet()) : null;
        } catch (ParseException | JOSEException e) {
            return null;
        }
    }

    private boolean isSigned(SignedJWT jwt) throws JOSEException {
        String id = String.valueOf(jwt.getHeader().getKeyID());
        JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
        if (JWSAlgorithm.RS256.equals(algorithm)) {
            RSAKey key = keys.find(id);
            return key != null && jwt.verify(new RSASSAVerifier(key.toRSAPublicKey()));
        }
        ECKey key = JWSAlgorithm.ES256.equals(algorithm) ? gateways.find(id) : null;
        return key != null && jwt.verify(new ECDSAVerifier(key));
    }

    private @Nullable Principal principal(JWTClaimsSet claims) throws ParseException {
        Instant now = clock.instant();
        String name = claims.getStringClaim(Claims.PRINCIPAL);
        Date issued = claims.getIssueTime();
        Date expires = claims.getExpirationTime();
        if (name == null
                || issued == null
                || expires == null
                || expires.toInstant().plusSeconds(SKEW_SECONDS).isBefore(now)
                || issued.toInstant().minusSeconds(SKEW_SECONDS).isAfter(now)
                || !properties.publicUrl().toString().equals(claims.getIssuer())
                || !claims.getAudience().contains(Claims.PLINTH)
                || isRevoked(claims, issued.toInstant())) {
            return null;
        }
        List<String> groups = claims.getStringListClaim(Claims.GROUPS);
        return new Principal(name, groups == null ? Set.of() : Set.copyOf(groups));
    }

    private boolean isRevoked(JWTClaimsSet claims, Instant issued) throws ParseException {
        return isRevoked(Target.SESSION, claims.getStringClaim(Claims.SESSION), issued)
                || isRevoked(Target.GRANT, claims.getStringClaim(Claims.GRANT), issued)
                || isRevoked(Target.USER, claims.getSubject(), issued);
    }

    private boolean isRevoked(Target target, @Nullable String id, Instant issued) {
        return id != null && revocations.isRevoked(target, id, issued);
    }
}
