// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.provision;

import dev.plinth.core.kernel.secret.SecretVault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The accounts that apps have in engines, each with a random password of 256 bits that is kept sealed. */
@Component
public class EngineAccounts {
    private static final int PASSWORD_BYTES = 32;

    private final JdbcClient jdbc;
    private final SecretVault vault;
    private final SecureRandom random = new SecureRandom();

    EngineAccounts(JdbcClient jdbc, SecretVault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    /** The password, which is made when it is asked for the first time. */
    public String password(String engine, String username) {
        List<byte[]> sealed = sealed(engine, username);
        if (sealed.isEmpty()) {
            byte[] bytes = new byte[PASSWORD_BYTES];
            random.nextBytes(bytes);
            String made = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            jdbc.sql(
                            "insert into kernel.engine_account (engine, username, sealed) values (?, ?, ?) on conflict do nothing")
                    .params(engine, username, vault.seal(made, belongsTo(engine, username)))
                    .update();
            // another core may have been first
            sealed = sealed(engine, username);
        }
        return vault.open(sealed.getFirst(), belongsTo(engine, username));
    }

    /** Of the password, in hexadecimal: what engines keep that know it only so. */
    public String sha256(String engine, String username) {
        try {
            byte[] password = password(engine, username).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(password));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Whether the engine has taken the password; before that an account of the name may have another. */
    public boolean isSet(String engine, String username) {
        return Boolean.TRUE.equals(jdbc.sql(
                        "select exists (select from kernel.engine_account where engine = ? and username = ? and set_at is not null)")
                .params(engine, username)
                .query(Boolean.class)
                .single());
    }

    /** The engine has taken the password. */
    public void set(String engine, String username) {
        jdbc.sql("update kernel.engine_account set set_at = now() where engine = ? and username = ?")
                .params(engine, username)
                .update();
    }

    /** Those that Plinth has made; nobody else's are touched. */
    public List<String> made(String engine) {
        return jdbc.sql("select username from kernel.engine_account where engine = ? order by username")
                .param(engine)
                .query((row, i) -> row.getString(1))
                .list();
    }

    /** After the account is gone from the engine; who gets it again gets another password. */
    public void forget(String engine, String username) {
        jdbc.sql("delete from kernel.engine_account where engine = ? and username = ?")
                .params(engine, username)
                .update();
    }

    private List<byte[]> sealed(String engine, String username) {
        return jdbc.sql("select sealed from kernel.engine_account where engine = ? and username = ?")
                .params(engine, username)
                .query((row, i) -> row.getBytes(1))
                .list();
    }

    private static String belongsTo(String engine, String username) {
        return "kernel/engine-account/" + engine + "/" + username;
    }
}
