// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.session;

import dev.plinth.core.identity.IdentityProperties;
import dev.plinth.core.identity.revocation.Revocations;
import dev.plinth.core.identity.token.OpaqueToken;
import dev.plinth.core.identity.user.SignOut;
import dev.plinth.core.identity.user.UserAccount;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sessions of single sign-on, in PostgreSQL: a restarted core signs nobody out. The browser has a random token, the table its hash.
 */
@Service
public class Sessions implements SignOut {
    private static final Duration SEEN_PRECISION = Duration.ofMinutes(1);
    private static final int MAX_AGENT = 200;

    private final JdbcClient jdbc;
    private final IdentityProperties properties;
    private final Revocations revocations;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Sessions(
            JdbcClient jdbc,
            IdentityProperties properties,
            Revocations revocations,
            TransactionTemplate transaction,
            Clock clock) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.revocations = revocations;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** A session as its owner may see it. */
    public record Session(
            String id, Instant createdAt, Instant seenAt, Instant expiresAt, String address, String userAgent) {}

    /** @param token for the cookie; shown to nobody else */
    public record Opened(String token, SignedIn signedIn) {}

    public Opened open(UserAccount account, String address, @Nullable String userAgent) {
        String token = OpaqueToken.random();
        String id = UUID.randomUUID().toString();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String agent = userAgent == null ? "" : userAgent;
        jdbc.sql("""
                        insert into identity.session
                            (id, token_hash, user_id, created_at, seen_at, expires_at, address, user_agent)
                        values (?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .params(
                        id,
                        OpaqueToken.hash(token),
                        account.id(),
                        time(now),
                        time(now),
                        time(now.plus(properties.sessionLifetime())),
                        address,
                        agent.substring(0, Math.min(MAX_AGENT, agent.length())))
                .update();
        return new Opened(token, new SignedIn(account.id(), id, now));
    }

    /** Whose session it is, or null when it has ended or its user is disabled. */
    public @Nullable SignedIn find(String token) {
        Instant now = clock.instant();
        return jdbc.sql("""
                        select s.id, s.user_id, s.created_at, s.seen_at
                        from identity.session s join identity.user_account u on u.id = s.user_id
                        where s.token_hash = ? and s.expires_at > ? and s.seen_at > ? and not u.disabled
                        """)
                .params(OpaqueToken.hash(token), time(now), time(now.minus(properties.sessionIdle())))
                .query((row, i) -> {
                    if (instant(row, "seen_at").isBefore(now.minus(SEEN_PRECISION))) {
                        seen(row.getString("id"), now);
                    }
                    return new SignedIn(
                            row.getObject("user_id", UUID.class), row.getString("id"), instant(row, "created_at"));
                })
                .optional()
                .orElse(null);
    }

    private void seen(String id, Instant now) {
        jdbc.sql("update identity.session set seen_at = ? where id = ?")
                .params(time(now), id)
                .update();
    }

    /** Those that have not ended, the last used first. */
    public List<Session> of(UUID user) {
        Instant now = clock.instant();
        return jdbc.sql("""
                        select id, created_at, seen_at, expires_at, address, user_agent from identity.session
                        where user_id = ? and expires_at > ? and seen_at > ? order by seen_at desc, id
                        """)
                .params(user, time(now), time(now.minus(properties.sessionIdle())))
                .query((row, i) -> new Session(
                        row.getString("id"),
                        instant(row, "created_at"),
                        instant(row, "seen_at"),
                        instant(row, "expires_at"),
                        row.getString("address"),
                        row.getString("user_agent")))
                .list();
    }

    /** Ends a session, and everything that was granted in it but for good ({@code offline_access}). */
    public void close(String id) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("delete from identity.session where id = ?").params(id).update();
            jdbc.sql("delete from identity.authorization_grant where session_id = ?")
                    .params(id)
                    .update();
            revocations.revoke(Revocations.Target.SESSION, id);
        });
    }

    /**
     * Ends all sessions of a user but one, and what was granted to devices and apps without a session.
     *
     * @param kept null to end all
     * @return how many sessions
     */
    public int closeAll(UUID user, @Nullable String kept) {
        return Objects.requireNonNull(transaction.execute(status -> {
            List<String> ids = jdbc.sql(
                            "select id from identity.session where user_id = ? and id is distinct from ?::text")
                    .param(user)
                    .param(kept)
                    .query((row, i) -> row.getString("id"))
                    .list();
            ids.forEach(this::close);
            jdbc.sql("""
                            delete from identity.authorization_grant
                            where user_id = ? and session_id is distinct from ?::text returning id
                            """)
                    .param(user)
                    .param(kept)
                    .query((row, i) -> row.getString("id"))
                    .list()
                    .forEach(grant -> revocations.revoke(Revocations.Target.GRANT, grant));
            return ids.size();
        }));
    }

    @Override
    public void everywhere(UUID user) {
        closeAll(user, null);
    }

    @Scheduled(fixedDelay = 10, timeUnit = TimeUnit.MINUTES)
    void sweep() {
        Instant now = clock.instant();
        jdbc.sql("delete from identity.session where expires_at < ? or seen_at < ?")
                .params(time(now), time(now.minus(properties.sessionIdle())))
                .update();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
