// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Which tokens the application takes: signed by its Plinth or one of the gateways, and meant for it. */
final class TokenProtection {
    private static final Logger LOG = LoggerFactory.getLogger(TokenProtection.class);
    private static final long KEYS_FRESH_MILLIS = 5 * 60_000L;
    private static final long ANSWER_WITHIN_MILLIS = 5_000;

    private TokenProtection() {}

    static JwtDecoder decoder(Connection connection) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(keys(connection))
                .jwsAlgorithm(SignatureAlgorithm.RS256)
                // gateways sign for people whose sessions they keep
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(),
                new JwtIssuerValidator(connection.issuer().toString()),
                meantFor(connection.app()),
                TokenProtection::isAccessToken));
        return decoder;
    }

    private static OAuth2TokenValidator<Jwt> meantFor(String app) {
        return jwt -> jwt.getAudience() != null && jwt.getAudience().contains(app)
                ? OAuth2TokenValidatorResult.success()
                : refused("The token is for %s (expected: %s)".formatted(jwt.getAudience(), app));
    }

    /** An ID token names the same audience, but is for the one who signed somebody in, and no key to anything. */
    private static OAuth2TokenValidatorResult isAccessToken(Jwt jwt) {
        return jwt.hasClaim("azp") || jwt.hasClaim("nonce")
                ? refused("This is an ID token (expected: an access token)")
                : OAuth2TokenValidatorResult.success();
    }

    private static OAuth2TokenValidatorResult refused(String why) {
        return OAuth2TokenValidatorResult.failure(
                new OAuth2Error("invalid_token", why, "https://www.rfc-editor.org/rfc/rfc6750#section-3.1"));
    }

    /** Kept while Plinth is away, also across a restart. */
    private static JWKSource<SecurityContext> keys(Connection connection) {
        try {
            URL url = connection.url().resolve("/oauth2/jwks").toURL();
            return JWKSourceBuilder.create(
                            url, new KeptKeys(connection.directory().resolve("keys.json")))
                    .cache(KEYS_FRESH_MILLIS, ANSWER_WITHIN_MILLIS)
                    .rateLimited(1_000)
                    .outageTolerantForever()
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The public keys, from Plinth or from the file that was written when it last answered. */
    private static final class KeptKeys implements ResourceRetriever {
        private final ResourceRetriever plinth = new DefaultResourceRetriever(2_000, 2_000, 256 * 1024);
        private final Path file;

        KeptKeys(Path file) {
            this.file = file;
        }

        @Override
        public Resource retrieveResource(URL url) throws IOException {
            Resource keys;
            try {
                keys = plinth.retrieveResource(url);
            } catch (IOException e) {
                if (!Files.isReadable(file)) {
                    throw e;
                }
                LOG.debug("Plinth is away, its keys are those of {}", file);
                return new Resource(Files.readString(file), "application/json");
            }
            keep(keys.getContent());
            return keys;
        }

        private void keep(String content) {
            try {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), ".keys", ".tmp");
                Files.writeString(temporary, content);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                LOG.warn("The keys cannot be kept in {}: {}", file, e.toString());
            }
        }
    }
}
