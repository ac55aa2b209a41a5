// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.app;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.plinth.core.identity.token.OpaqueToken;
import dev.plinth.core.kernel.access.IngestKeys;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The secrets of apps: 256 random bits, kept as SHA-256. An app may have several, so that one can be changed without a gap. */
@Component
public class AppSecrets {
    private final JdbcClient jdbc;
    private final Clock clock;

    AppSecrets(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What a secret is good for. */
    enum Purpose {
        /** It gets tokens, and with them all that the app may do. */
        TOKEN("plinth_"),
        /** It sends telemetry, and can do nothing else. */
        INGEST(IngestKeys.PREFIX);

        private final String prefix;

        Purpose(String prefix) {
            this.prefix = prefix;
        }

        @JsonValue
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A secret, as one may see it afterwards. */
    record AppSecret(UUID id, Purpose purpose, String createdBy, Instant createdAt) {}

    /** @param secret shown this once */
    record NewSecret(UUID id, String app, Purpose purpose, String secret) {}

    NewSecret create(String app, Purpose purpose, String author) {
        UUID id = UUID.randomUUID();
        String secret = purpose.prefix + OpaqueToken.random();
        jdbc.sql("""
                        insert into identity.app_secret (id, app, purpose, hash, created_by, created_at)
                        values (?, ?, ?, ?, ?, ?)""")
                .params(
                        id,
                        app,
                        purpose.code(),
                        OpaqueToken.hash(secret),
                        author,
                        clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        return new NewSecret(id, app, purpose, secret);
    }

    List<AppSecret> list(String app) {
        return jdbc.sql(
                        "select id, purpose, created_by, created_at from identity.app_secret where app = ? order by created_at, id")
                .params(app)
                .query((row, i) -> new AppSecret(
                        row.getObject("id", UUID.class),
                        Purpose.valueOf(row.getString("purpose").toUpperCase(Locale.ROOT)),
                        row.getString("created_by"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    boolean delete(String app, UUID id) {
        return jdbc.sql("delete from identity.app_secret where app = ? and id = ?")
                        .params(app, id)
                        .update()
                == 1;
    }

    void deleteAll(String app) {
        jdbc.sql("delete from identity.app_secret where app = ?").params(app).update();
    }

    void deleteAllBut(List<String> apps) {
        jdbc.sql("delete from identity.app_secret where app <> all (?)")
                .params((Object) apps.toArray(String[]::new))
                .update();
    }

    /** Whether it gets the app tokens. Looked up by hash, so that the time it takes tells nothing of the secret. */
    boolean matches(String app, String secret) {
        return Boolean.TRUE.equals(jdbc.sql(
                        "select exists (select from identity.app_secret where app = ? and hash = ? and purpose = 'token')")
                .params(app, OpaqueToken.hash(secret))
                .query(Boolean.class)
                .single());
    }

    /** Whose key for telemetry it is; null when it is nobody's. */
    @Nullable
    String ownerOfIngestKey(byte[] hash) {
        return jdbc.sql("select app from identity.app_secret where hash = ? and purpose = 'ingest'")
                .params(hash)
                .query(String.class)
                .optional()
                .orElse(null);
    }
}
