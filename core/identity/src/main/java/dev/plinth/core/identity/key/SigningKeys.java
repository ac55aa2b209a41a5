// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.plinth.core.identity.IdentityProperties;
import dev.plinth.core.identity.token.OpaqueToken;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.live.LiveItems;
import dev.plinth.core.kernel.live.LiveState;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The keys that sign tokens (RS256, the one algorithm every OpenID Connect client knows). Each signs for its lifetime; the next is
 * made and published a day before it is needed, and a retired one verifies for a day more. Cores read them from the database, so all
 * sign with the same; who verifies tokens elsewhere watches the live kind {@code JsonWebKey} or reads {@code /oauth2/jwks}.
 */
@Component
public class SigningKeys implements SmartLifecycle {
    /** The kind of live item. */
    static final String KIND = "JsonWebKey";

    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);
    private static final Duration AHEAD = Duration.ofDays(1);
    private static final Duration KEPT = Duration.ofDays(1);
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final int BITS = 2048;

    private final SigningKeyStore store;
    private final LiveItems live;
    private final IdentityProperties properties;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private volatile List<SigningKey> keys = List.of();
    private volatile boolean running;

    SigningKeys(
            SigningKeyStore store,
            LiveItems live,
            IdentityProperties properties,
            TransactionTemplate transaction,
            Clock clock) {
        this.store = store;
        this.live = live;
        this.properties = properties;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** The key that signs now, with its private part. */
    public RSAKey active() {
        Instant now = clock.instant();
        return find(now).orElseGet(() -> {
            refresh();
            return find(now)
                    .orElseThrow(() -> new ProblemException(
                            ErrorCode.ENGINE_UNAVAILABLE, "There is no key to sign tokens with at this moment."));
        });
    }

    private Optional<RSAKey> find(Instant now) {
        return keys.stream()
                .filter(key -> key.signsAt(now))
                .map(SigningKey::jwk)
                .findFirst();
    }

    /** Everything that verifies: those to come, the one that signs, and those just retired. */
    public List<JWK> published() {
        return keys.stream().<JWK>map(key -> key.jwk().toPublicJWK()).toList();
    }

    /** The public key of that id, or null. */
    public @Nullable RSAKey find(String id) {
        for (SigningKey key : keys) {
            if (key.id().equals(id)) {
                return key.jwk();
            }
        }
        return null;
    }

    /** Retires the key that signs, at once; for when it may have become known. Tokens it signed are good until they expire. */
    void replaceActive() {
        transaction.executeWithoutResult(status -> {
            store.lock();
            Instant now = now();
            for (SigningKey key : store.all()) {
                if (key.retiredAt().isAfter(now)) {
                    store.retire(key.id(), now);
                }
            }
            store.insert(generate(now), now);
        });
        refresh();
    }

    /** Makes the next key in time, forgets old ones, and reads what other cores made. */
    @Scheduled(fixedDelay = 30, timeUnit = TimeUnit.SECONDS)
    void refresh() {
        try {
            transaction.executeWithoutResult(status -> {
                store.lock();
                rotate(now());
            });
            List<SigningKey> read = store.all();
            read.forEach(this::publish);
            keys = read;
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("Could not look after the signing keys: {}", e.getMessage());
        }
    }

    private void rotate(Instant now) {
        store.deleteRetiredBefore(now.minus(KEPT));
        List<SigningKey> known = store.all();
        Instant covered = known.stream()
                .map(SigningKey::retiredAt)
                .max(Comparator.naturalOrder())
                .orElse(now);
        if (covered.isBefore(now.plus(AHEAD))) {
            SigningKey next = generate(covered.isAfter(now) ? covered : now);
            store.insert(next, now);
            LOG.info("The signing key {} signs from {} to {}", next.id(), next.activeFrom(), next.retiredAt());
        }
    }

    private SigningKey generate(Instant from) {
        try {
            RSAKey jwk = new RSAKeyGenerator(BITS)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint(true)
                    .generate();
            return new SigningKey(jwk, from, from.plus(properties.keyLifetime()));
        } catch (JOSEException e) {
            throw new IllegalStateException("Every JDK makes RSA keys", e);
        }
    }

    private void publish(SigningKey key) {
        live.put(
                Principal.SYSTEM,
                // names are lower-case, ids are not
                ResourceKey.global(KIND, HexFormat.of().formatHex(OpaqueToken.hash(key.id()), 0, 16)),
                Map.of(),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("jwk", key.jwk().toPublicJWK().toJSONString()),
                LiveState.UP,
                LEASE);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public void start() {
        running = true;
        refresh();
        if (keys.isEmpty()) {
            throw new IllegalStateException(
                    "There are no signing keys, and none could be made; see the log before this.");
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
