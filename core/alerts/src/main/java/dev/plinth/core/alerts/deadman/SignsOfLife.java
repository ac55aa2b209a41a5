// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.deadman;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** When dead man's switches were last told that all is well, in the database. */
@Component
public class SignsOfLife {
    private final JdbcTemplate jdbc;

    SignsOfLife(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Of one environment, by name of the switch. */
    public Map<String, Instant> read(String env) {
        Map<String, Instant> seen = new HashMap<>();
        jdbc.query(
                "select name, seen_at from alerts.sign_of_life where env = ?",
                row -> {
                    seen.put(
                            row.getString("name"),
                            row.getObject("seen_at", OffsetDateTime.class).toInstant());
                },
                env);
        return seen;
    }

    /** It is well. A later sign that is known already stays. */
    public void write(String env, String name, Instant at) {
        jdbc.update("""
                insert into alerts.sign_of_life (env, name, seen_at) values (?, ?, ?)
                on conflict (env, name) do update set seen_at = greatest(sign_of_life.seen_at, excluded.seen_at)
                """, env, name, at.atOffset(ZoneOffset.UTC));
    }
}
