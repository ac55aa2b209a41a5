// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.user;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The SQL of accounts and links. */
@Component
class UserStore {
    private static final String ACCOUNT = """
            select id, username, display_name, email, groups, disabled, password is not null as has_password, created_at
            from identity.user_account
            """;

    private final JdbcClient jdbc;

    UserStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What signing in needs to know. */
    record Credentials(
            UserAccount account,
            @Nullable String password,
            int failures,
            @Nullable Instant lockedUntil) {}

    @Nullable
    UserAccount find(String username) {
        return jdbc.sql(ACCOUNT + "where username = ?")
                .params(username)
                .query(UserStore::account)
                .optional()
                .orElse(null);
    }

    @Nullable
    UserAccount find(UUID id) {
        return jdbc.sql(ACCOUNT + "where id = ?")
                .params(id)
                .query(UserStore::account)
                .optional()
                .orElse(null);
    }

    boolean anyWithPassword() {
        return Boolean.TRUE.equals(
                jdbc.sql("select exists (select from identity.user_account where password is not null)")
                        .query(Boolean.class)
                        .single());
    }

    boolean isEmpty() {
        return Boolean.FALSE.equals(jdbc.sql("select exists (select from identity.user_account)")
                .query(Boolean.class)
                .single());
    }

    /** Those whose names or address contain the text, by username, after one. */
    List<UserAccount> list(String text, String after, int limit) {
        String pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
        return jdbc.sql(ACCOUNT + """
                        where username > :after
                          and (username ilike :text or display_name ilike :text or email ilike :text)
                        order by username limit :limit
                        """)
                .param("after", after)
                .param("text", pattern)
                .param("limit", limit)
                .query(UserStore::account)
                .list();
    }

    @Nullable
    Credentials credentials(String username) {
        return jdbc.sql(
                        "select id, username, display_name, email, groups, disabled, password is not null as has_password,"
                                + " created_at, password, failures, locked_until from identity.user_account where username = ?")
                .params(username)
                .query((row, i) -> {
                    OffsetDateTime locked = row.getObject("locked_until", OffsetDateTime.class);
                    return new Credentials(
                            account(row, i),
                            row.getString("password"),
                            row.getInt("failures"),
                            locked == null ? null : locked.toInstant());
                })
                .optional()
                .orElse(null);
    }

    /** False when the username is taken. */
    boolean insert(UserAccount account) {
        return jdbc.sql("""
                        insert into identity.user_account (id, username, display_name, email, groups, disabled, created_at)
                        values (?, ?, ?, ?, ?, ?, ?) on conflict (username) do nothing
                        """)
                        .param(account.id())
                        .param(account.username())
                        .param(account.displayName())
                        .param(account.email())
                        .param(account.groups().toArray(String[]::new))
                        .param(account.disabled())
                        .param(account.createdAt().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    void update(UserAccount account) {
        jdbc.sql("update identity.user_account set display_name = ?, email = ?, groups = ?, disabled = ? where id = ?")
                .param(account.displayName())
                .param(account.email())
                .param(account.groups().toArray(String[]::new))
                .param(account.disabled())
                .param(account.id())
                .update();
    }

    void delete(UUID id) {
        jdbc.sql("delete from identity.user_account where id = ?").params(id).update();
    }

    void setPassword(UUID id, String encoded, Instant at) {
        jdbc.sql("""
                        update identity.user_account
                        set password = ?, password_changed_at = ?, failures = 0, locked_until = null where id = ?
                        """).params(encoded, at.atOffset(ZoneOffset.UTC), id).update();
    }

    /** Counts one more wrong password, and returns how many there were in a row. */
    int countFailure(UUID id) {
        return jdbc.sql("update identity.user_account set failures = failures + 1 where id = ? returning failures")
                .params(id)
                .query(Integer.class)
                .single();
    }

    void lock(UUID id, Instant until) {
        jdbc.sql("update identity.user_account set locked_until = ? where id = ?")
                .params(until.atOffset(ZoneOffset.UTC), id)
                .update();
    }

    void forgetFailures(UUID id) {
        jdbc.sql("update identity.user_account set failures = 0, locked_until = null where id = ? and failures > 0")
                .params(id)
                .update();
    }

    /** A new link takes the place of those before. */
    void insertLink(byte[] tokenHash, UUID user, String createdBy, Instant expiresAt) {
        jdbc.sql("delete from identity.sign_in_link where user_id = ?")
                .params(user)
                .update();
        jdbc.sql("insert into identity.sign_in_link (token_hash, user_id, created_by, expires_at) values (?, ?, ?, ?)")
                .params(tokenHash, user, createdBy, expiresAt.atOffset(ZoneOffset.UTC))
                .update();
    }

    @Nullable
    UserAccount findByLink(byte[] tokenHash, Instant now) {
        return jdbc.sql(ACCOUNT + """
                        where id = (select user_id from identity.sign_in_link where token_hash = ? and expires_at > ?)
                        """)
                .params(tokenHash, now.atOffset(ZoneOffset.UTC))
                .query(UserStore::account)
                .optional()
                .orElse(null);
    }

    /** True for one caller only. */
    boolean useLink(byte[] tokenHash) {
        return jdbc.sql("delete from identity.sign_in_link where token_hash = ?")
                        .params(tokenHash)
                        .update()
                == 1;
    }

    private static UserAccount account(ResultSet row, int i) throws SQLException {
        return new UserAccount(
                row.getObject("id", UUID.class),
                row.getString("username"),
                row.getString("display_name"),
                row.getString("email"),
                List.of((String[]) row.getArray("groups").getArray()),
                row.getBoolean("disabled"),
                row.getBoolean("has_password"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
