// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.app;

import dev.plinth.core.identity.token.OpaqueToken;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The secrets of apps: 256 random bits, kept as SHA-256. An app may have several, so that one can be changed without a gap. */
@Component
public class AppSecrets {
    private static final String PREFIX = "plinth_";

    private final JdbcClient jdbc;
    private final Clock clock;

    AppSecrets(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A secret, as one may see it afterwards. */
    record AppSecret(UUID id, String createdBy, Instant createdAt) {}

    /** @param secret shown this once */
    record NewSecret(UUID id, String app, String secret) {}

    NewSecret create(String app, String author) {
        UUID id = UUID.randomUUID();
        String secret = PREFIX + OpaqueToken.random();
        jdbc.sql("insert into identity.app_secret (id, app, hash, created_by, created_at) values (?, ?, ?, ?, ?)")
                .params(
                        id,
                        app,
                        OpaqueToken.hash(secret),
                        author,
                        clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        return new NewSecret(id, app, secret);
    }

    List<AppSecret> list(String app) {
        return jdbc.sql(
                        "select id, created_by, created_at from identity.app_secret where app = ? order by created_at, id")
                .params(app)
                .query((row, i) -> new AppSecret(
                        row.getObject("id", UUID.class),
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

    /** Whether it is one of the app's. Looked up by hash, so that the time it takes tells nothing of the secret. */
    boolean matches(String app, String secret) {
        return Boolean.TRUE.equals(
                jdbc.sql("select exists (select from identity.app_secret where app = ? and hash = ?)")
                        .params(app, OpaqueToken.hash(secret))
                        .query(Boolean.class)
                        .single());
    }
}
