// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.history;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Figures of alerts: how many there were, and how long it took until somebody cared and until they were over. */
@Component
public class AlertFigures {
    private final JdbcTemplate jdbc;

    AlertFigures(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** How many fire. */
    public record Count(String env, String name, @Nullable String severity, long count) {}

    /** By what alerts are told apart. */
    public enum By {
        /** The day on which they began, in UTC. */
        DAY("to_char(started_at at time zone 'UTC', 'YYYY-MM-DD')"),
        NAME("name"),
        SEVERITY("coalesce(severity, '')"),
        SERVICE("coalesce(labels->>'service', labels->>'job', '')");

        private final String key;

        By(String key) {
            this.key = key;
        }
    }

    /**
     * Alerts of one name that have the same key.
     *
     * @param secondsToClaim of those that somebody claimed, together
     * @param over how many are over
     * @param secondsToEnd of those that are over, together
     */
    public record Sum(
            String env,
            String name,
            String key,
            long count,
            long claimed,
            double secondsToClaim,
            long over,
            double secondsToEnd) {}

    /** @param env all if null */
    public List<Count> firing(@Nullable String env) {
        return jdbc.query(
                """
                select env, name, severity, count(*) as count from alerts.alert
                where ended_at is null and (?::text is null or env = ?) group by env, name, severity
                """,
                (row, number) -> new Count(
                        row.getString("env"), row.getString("name"), row.getString("severity"), row.getLong("count")),
                env,
                env);
    }

    /** Of those that began within the time. */
    public List<Sum> sums(@Nullable String env, Instant from, Instant to, By by) {
        return jdbc.query(
                """
                select env, name, %s as key, count(*) as count, count(claimed_at) as claimed, count(ended_at) as over,
                    coalesce(sum(extract(epoch from claimed_at - started_at)), 0) as to_claim,
                    coalesce(sum(extract(epoch from ended_at - started_at)), 0) as to_end
                from alerts.alert
                where started_at >= ? and started_at < ? and (?::text is null or env = ?)
                group by 1, 2, 3
                """.formatted(by.key),
                (row, number) -> new Sum(
                        row.getString("env"),
                        row.getString("name"),
                        row.getString("key"),
                        row.getLong("count"),
                        row.getLong("claimed"),
                        row.getDouble("to_claim"),
                        row.getLong("over"),
                        row.getDouble("to_end")),
                from.atOffset(ZoneOffset.UTC),
                to.atOffset(ZoneOffset.UTC),
                env,
                env);
    }
}
