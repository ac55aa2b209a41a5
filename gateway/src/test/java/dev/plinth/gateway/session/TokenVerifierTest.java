// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenVerifierTest {
    private static final String ISSUER = "http://plinth.test";
    private static final Instant NOW = Instant.parse("2026-11-25T00:00:00Z");

    private final AtomicReference<Trust> trust = new AtomicReference<>(Trust.NOBODY);
    private final TokenVerifier verifier = new TokenVerifier(ISSUER, trust::get, Clock.fixed(NOW, ZoneOffset.UTC));
    private RSAKey key;
    private String token;

    @BeforeEach
    void a_token_that_was_proven_once() throws JOSEException {
        key = new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .subject("u1")
                        .audience("orders")
                        .issueTime(Date.from(NOW))
                        .expirationTime(Date.from(NOW.plusSeconds(300)))
                        .build());
        jwt.sign(new RSASSASigner(key));
        token = jwt.serialize();
        trust(key);
        assertThat(verifier.verify(token, "orders")).isNotNull();
    }

    private void trust(JWK... keys) {
        Map<String, JWK> byId = new HashMap<>();
        for (JWK each : keys) {
            byId.put(each.getKeyID(), each.toPublicJWK());
        }
        trust.set(new Trust(byId, Map.of()));
    }

    @Test
    void it_is_good_for_its_audience_only() {
        assertThat(verifier.verify(token, "payments")).isNull();
    }

    @Test
    void it_is_good_no_more_once_its_key_is_gone() {
        trust();

        assertThat(verifier.verify(token, "orders")).isNull();
    }

    @Test
    void it_is_good_no_more_once_another_key_has_the_name_of_its_key() throws JOSEException {
        trust(new RSAKeyGenerator(2048).keyID(key.getKeyID()).generate());

        assertThat(verifier.verify(token, "orders")).isNull();
    }

    @Test
    void it_stays_good_when_the_same_keys_are_published_anew_or_another_joins_them() throws JOSEException {
        trust(key);
        assertThat(verifier.verify(token, "orders")).isNotNull();

        trust(key, new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate());
        assertThat(verifier.verify(token, "orders")).isNotNull();
    }

    @Test
    void it_is_good_no_more_once_it_is_revoked() {
        trust.set(new Trust(trust.get().keys(), Map.of("user-u1", NOW.getEpochSecond() + 1)));

        assertThat(verifier.verify(token, "orders")).isNull();
    }
}
