// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.key;

import com.nimbusds.jose.jwk.RSAKey;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.secret.SecretVault;
import java.text.ParseException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The SQL of signing keys. Private parts are sealed with the master key. */
@Component
class SigningKeyStore {
    private static final String LOCK = "select pg_advisory_xact_lock(hashtext('identity.signing_key'))";

    private static final Logger LOG = LoggerFactory.getLogger(SigningKeyStore.class);

    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
    private final JdbcClient jdbc;
    private final SecretVault vault;

    SigningKeyStore(JdbcClient jdbc, SecretVault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    /** Makes every other core wait until this transaction ends. */
    void lock() {
        jdbc.sql(LOCK).query((row, i) -> 0).list();
    }

    /**
     * The first to become active first. One that another master key has sealed is left out: unlike a secret it can be replaced, and a
     * restore begins with putting another master key in place.
     */
    List<SigningKey> all() {
        List<SigningKey> keys = new ArrayList<>();
        jdbc.sql("select id, sealed, active_from, retired_at from identity.signing_key order by active_from, id")
                .query(row -> {
                    String id = row.getString("id");
                    try {
                        keys.add(new SigningKey(
                                open(id, row.getBytes("sealed")),
                                row.getObject("active_from", OffsetDateTime.class)
                                        .toInstant(),
                                row.getObject("retired_at", OffsetDateTime.class)
                                        .toInstant()));
                    } catch (ProblemException e) {
                        if (unreadable.add(id)) {
                            LOG.warn("The signing key {} is not used: {}", id, e.detail());
                        }
                    }
                });
        return keys;
    }

    private RSAKey open(String id, byte[] sealed) {
        try {
            return RSAKey.parse(vault.open(sealed, owner(id)));
        } catch (ParseException e) {
            throw new IllegalStateException("The signing key " + id + " is damaged: " + e.getMessage(), e);
        }
    }

    void insert(SigningKey key, Instant now) {
        jdbc.sql("""
                        insert into identity.signing_key (id, sealed, created_at, active_from, retired_at)
                        values (?, ?, ?, ?, ?)
                        """)
                .params(
                        key.id(),
                        vault.seal(key.jwk().toJSONString(), owner(key.id())),
                        now.atOffset(ZoneOffset.UTC),
                        key.activeFrom().atOffset(ZoneOffset.UTC),
                        key.retiredAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    void retire(String id, Instant at) {
        jdbc.sql("update identity.signing_key set retired_at = ? where id = ?")
                .params(at.atOffset(ZoneOffset.UTC), id)
                .update();
    }

    void deleteRetiredBefore(Instant time) {
        jdbc.sql("delete from identity.signing_key where retired_at < ?")
                .params(time.atOffset(ZoneOffset.UTC))
                .update();
    }

    private static String owner(String id) {
        return "identity/signing-key/" + id;
    }
}
