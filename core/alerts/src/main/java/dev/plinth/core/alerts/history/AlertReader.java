// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.history;

import dev.plinth.core.alerts.context.AlertContext;
import dev.plinth.core.alerts.history.AlertRecord.Escalation;
import dev.plinth.core.alerts.intake.AlertJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;

/** Reads what happened to alerts. */
@Component
public class AlertReader {
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<Map<String, Escalation>> ESCALATIONS = new TypeReference<>() {};
    private static final String COLUMNS = """
            select a.*, (select count(*) from alerts.happening h where h.alert = a.id and h.type = 'commented') as comments
            from alerts.alert a
            """;

    private final JdbcTemplate jdbc;

    AlertReader(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Which alerts are wanted, the newest first; null means any.
     *
     * @param over whether it has ended
     * @param text a part of its name, or of the value of a label or annotation
     * @param from that it had not ended before
     * @param to that it had begun before
     * @param before only what began before, or then with a smaller id
     */
    public record Query(
            @Nullable String env,
            @Nullable Boolean over,
            Set<String> severities,
            @Nullable String text,
            @Nullable String claimedBy,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Place before,
            int limit) {}

    /** Of an alert in the order of lists. */
    public record Place(Instant startedAt, long id) {}

    public List<AlertRecord> find(Query query) {
        StringBuilder sql = new StringBuilder(COLUMNS).append(" where true");
        List<Object> values = new ArrayList<>();
        if (query.env() != null) {
            sql.append(" and env = ?");
            values.add(query.env());
        }
        if (query.over() != null) {
            sql.append(query.over() ? " and ended_at is not null" : " and ended_at is null");
        }
        if (!query.severities().isEmpty()) {
            sql.append(" and severity = any(string_to_array(?, ','))");
            values.add(String.join(",", query.severities()));
        }
        if (query.text() != null) {
            sql.append(
                    " and (name ilike ? or exists (select from jsonb_each_text(labels || annotations) t where t.value ilike ?))");
            String pattern = "%" + query.text().replaceAll("[\\\\%_]", "\\\\$0") + "%";
            values.add(pattern);
            values.add(pattern);
        }
        if (query.claimedBy() != null) {
            sql.append(" and claimed_by = ?");
            values.add(query.claimedBy());
        }
        if (query.from() != null) {
            sql.append(" and coalesce(ended_at, 'infinity') >= ?");
            values.add(time(query.from()));
        }
        if (query.to() != null) {
            sql.append(" and started_at < ?");
            values.add(time(query.to()));
        }
        if (query.before() != null) {
            sql.append(" and (started_at, id) < (?, ?)");
            values.add(time(query.before().startedAt()));
            values.add(query.before().id());
        }
        sql.append(" order by started_at desc, id desc limit ?");
        values.add(query.limit());
        return jdbc.query(sql.toString(), (row, number) -> alert(row), values.toArray());
    }

    /** Those of an environment that are not over. */
    public List<AlertRecord> open(String env) {
        return jdbc.query(
                COLUMNS + " where env = ? and ended_at is null order by id", (row, number) -> alert(row), env);
    }

    public Optional<AlertRecord> find(long id) {
        return jdbc.query(COLUMNS + " where id = ?", (row, number) -> alert(row), id).stream()
                .findFirst();
    }

    /** The last times that the same alert fired. */
    public List<AlertRecord> last(String env, String fingerprint, int limit) {
        return jdbc.query(
                COLUMNS + " where env = ? and fingerprint = ? order by id desc limit ?",
                (row, number) -> alert(row),
                env,
                fingerprint,
                limit);
    }

    /** How often the same alert fired since then. */
    public int times(String env, String fingerprint, Instant since) {
        Integer times = jdbc.queryForObject(
                "select count(*) from alerts.alert where env = ? and fingerprint = ? and started_at >= ?",
                Integer.class,
                env,
                fingerprint,
                time(since));
        return times == null ? 0 : times;
    }

    /** Of these, which somebody takes care of. */
    public Set<Long> claimed(Collection<Long> ids) {
        return new HashSet<>(jdbc.query(
                "select id from alerts.alert where id = any(?) and claimed_by is not null",
                statement -> statement.setArray(1, statement.getConnection().createArrayOf("bigint", ids.toArray())),
                (row, number) -> row.getLong(1)));
    }

    /** What belonged to an alert when it ended; nothing when that was not kept. */
    public Optional<AlertContext> context(long id) {
        return jdbc
                .query(
                        "select context from alerts.alert where id = ? and context is not null",
                        (row, number) -> AlertJson.MAPPER.readValue(row.getString(1), AlertContext.class),
                        id)
                .stream()
                .findFirst();
    }

    /** What happened to an alert, the oldest first. */
    public List<Happening> happenings(long alert) {
        return jdbc.query(
                "select * from alerts.happening where alert = ? order by at, id",
                (row, number) -> new Happening(
                        instant(row, "at"),
                        Happening.Type.valueOf(row.getString("type").toUpperCase(Locale.ROOT)),
                        row.getString("actor"),
                        row.getString("text"),
                        AlertJson.MAPPER.readValue(row.getString("data"), TEXTS)),
                alert);
    }

    /**
     * Messages, the newest first.
     *
     * @param env any if null
     * @param state any if null
     * @param alert any if null
     */
    public List<Delivery> deliveries(
            @Nullable String env, Delivery.@Nullable State state, @Nullable Long alert, int limit) {
        StringBuilder sql = new StringBuilder("select * from alerts.delivery where true");
        List<Object> values = new ArrayList<>();
        if (env != null) {
            sql.append(" and env = ?");
            values.add(env);
        }
        if (state != null) {
            sql.append(" and state = ?");
            values.add(state.name().toLowerCase(Locale.ROOT));
        }
        if (alert != null) {
            sql.append(" and alerts @> array[?]::bigint[]");
            values.add(alert);
        }
        sql.append(" order by created_at desc, id limit ?");
        values.add(limit);
        return jdbc.query(sql.toString(), (row, number) -> delivery(row), values.toArray());
    }

    /** The last message by each channel of an environment, and to each receiver. */
    public List<Delivery> lastDeliveries(String env) {
        return jdbc.query("""
                select distinct on (receiver, channel) * from alerts.delivery where env = ?
                order by receiver, channel, created_at desc
                """, (row, number) -> delivery(row), env);
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        return new Delivery(
                row.getString("id"),
                row.getString("env"),
                row.getString("receiver"),
                row.getString("channel"),
                row.getString("group_key"),
                Arrays.stream((Object[]) row.getArray("alerts").getArray())
                        .map(String::valueOf)
                        .toList(),
                row.getInt("firing"),
                row.getInt("resolved"),
                Delivery.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getInt("attempts"),
                row.getString("error"),
                instant(row, "created_at"),
                instantOrNull(row, "next_attempt_at"),
                instantOrNull(row, "ended_at"));
    }

    private static AlertRecord alert(ResultSet row) throws SQLException {
        return new AlertRecord(
                row.getLong("id"),
                row.getString("env"),
                row.getString("name"),
                row.getString("fingerprint"),
                row.getString("severity"),
                row.getString("source"),
                row.getString("rule_group"),
                AlertJson.MAPPER.readValue(row.getString("labels"), TEXTS),
                AlertJson.MAPPER.readValue(row.getString("annotations"), TEXTS),
                row.getString("generator_url"),
                instant(row, "started_at"),
                instantOrNull(row, "ended_at"),
                instantOrNull(row, "told_at"),
                instantOrNull(row, "claimed_at"),
                row.getString("claimed_by"),
                row.getBoolean("flapping"),
                AlertJson.MAPPER.readValue(row.getString("escalations"), ESCALATIONS),
                row.getString("escalated_to"),
                row.getInt("comments"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
