// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.history;

import dev.plinth.core.alerts.context.AlertContext;
import dev.plinth.core.alerts.intake.AlertJson;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Writes what happens to alerts. Calls are parts of the caller's transaction. */
@Component
public class AlertWriter {
    private static final int IDS = 50;
    private static final int BATCH = 500;

    private final JdbcTemplate jdbc;
    private final Deque<Long> ids = new ArrayDeque<>();

    AlertWriter(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Something that happened to an alert. */
    public record Entry(long alert, Happening happening) {}

    /** The id of a new alert. Those that are not used are lost. */
    public synchronized long nextId() {
        if (ids.isEmpty()) {
            ids.addAll(
                    jdbc.queryForList("select nextval('alerts.alert_id') from generate_series(1, ?)", Long.class, IDS));
        }
        return ids.removeFirst();
    }

    /** New alerts, and what is known of others now but for who has claimed them and when they ended. */
    public void put(Collection<AlertRecord> alerts) {
        jdbc.batchUpdate("""
                insert into alerts.alert (id, env, name, fingerprint, severity, source, rule_group, labels, annotations, generator_url,
                    started_at, told_at, flapping, escalations, escalated_to)
                values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?, ?, ?::jsonb, ?)
                on conflict (id) do update set annotations = excluded.annotations, told_at = excluded.told_at,
                    flapping = excluded.flapping, escalations = excluded.escalations, escalated_to = excluded.escalated_to
                """, alerts, BATCH, (statement, alert) -> {
            statement.setLong(1, alert.id());
            statement.setString(2, alert.env());
            statement.setString(3, alert.name());
            statement.setString(4, alert.fingerprint());
            statement.setString(5, alert.severity());
            statement.setString(6, alert.source());
            statement.setString(7, alert.group());
            statement.setString(8, json(alert.labels()));
            statement.setString(9, json(alert.annotations()));
            statement.setString(10, alert.generatorUrl());
            setTime(statement, 11, alert.startedAt());
            setTime(statement, 12, alert.toldAt());
            statement.setBoolean(13, alert.flapping());
            statement.setString(14, json(alert.escalations()));
            statement.setString(15, alert.escalatedTo());
        });
    }

    /** It is over. */
    public void end(long id, Instant at) {
        jdbc.update("update alerts.alert set ended_at = ?, flapping = false where id = ?", utc(at), id);
    }

    /** What belongs to an alert that is over. */
    public void keep(long id, AlertContext context) {
        jdbc.update("update alerts.alert set context = ?::jsonb where id = ?", json(context), id);
    }

    /**
     * Somebody takes care of it.
     *
     * @param over whether also when somebody else does
     * @return false when it is over, or somebody else does
     */
    public boolean claim(long id, String who, boolean over, Instant at) {
        return jdbc.update("""
                        update alerts.alert set claimed_by = ?, claimed_at = ?
                        where id = ? and ended_at is null and (claimed_by is null or (? and claimed_by <> ?))
                        """, who, utc(at), id, over, who) == 1;
    }

    /** Nobody takes care of it any more. False when nobody did. */
    public boolean release(long id) {
        return jdbc.update(
                        "update alerts.alert set claimed_by = null, claimed_at = null where id = ? and claimed_by is not null and ended_at is null",
                        id)
                == 1;
    }

    public void happened(Collection<Entry> entries) {
        jdbc.batchUpdate(
                "insert into alerts.happening (alert, at, type, actor, text, data) values (?, ?, ?, ?, ?, ?::jsonb)",
                entries,
                BATCH,
                (statement, entry) -> {
                    Happening happening = entry.happening();
                    statement.setLong(1, entry.alert());
                    setTime(statement, 2, happening.at());
                    statement.setString(3, happening.type().name().toLowerCase(Locale.ROOT));
                    statement.setString(4, happening.actor());
                    statement.setString(5, happening.text());
                    statement.setString(6, json(happening.data()));
                });
    }

    /** Messages, as they are known now. */
    public void putDeliveries(Collection<Delivery> deliveries) {
        jdbc.batchUpdate("""
                insert into alerts.delivery (id, env, receiver, channel, group_key, alerts, firing, resolved, state, attempts, error,
                    created_at, next_attempt_at, ended_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (id) do update set state = excluded.state, attempts = excluded.attempts, error = excluded.error,
                    next_attempt_at = excluded.next_attempt_at, ended_at = excluded.ended_at
                """, deliveries, BATCH, (statement, delivery) -> {
            statement.setString(1, delivery.id());
            statement.setString(2, delivery.env());
            statement.setString(3, delivery.receiver());
            statement.setString(4, delivery.channel());
            statement.setString(5, delivery.groupKey());
            statement.setArray(
                    6,
                    statement
                            .getConnection()
                            .createArrayOf(
                                    "bigint",
                                    delivery.alerts().stream()
                                            .map(Long::valueOf)
                                            .toArray()));
            statement.setInt(7, delivery.firing());
            statement.setInt(8, delivery.resolved());
            statement.setString(9, delivery.state().name().toLowerCase(Locale.ROOT));
            statement.setInt(10, delivery.attempts());
            statement.setString(11, delivery.error());
            setTime(statement, 12, delivery.createdAt());
            setTime(statement, 13, delivery.nextAttemptAt());
            setTime(statement, 14, delivery.endedAt());
        });
    }

    /** A message is still on its way. */
    public void attempted(String delivery, int attempts, String error, Instant next) {
        jdbc.update(
                "update alerts.delivery set attempts = ?, error = ?, next_attempt_at = ? where id = ? and state = 'pending'",
                attempts,
                error,
                utc(next),
                delivery);
    }

    /** Nobody knows what became of messages that a core before this one had on their way. */
    public void giveUpPending(String env, Instant at) {
        jdbc.update("""
                update alerts.delivery set state = 'failed', ended_at = ?, next_attempt_at = null,
                    error = 'The core that told it ended before it was known whether it was delivered; it is told again.'
                where env = ? and state = 'pending'
                """, utc(at), env);
    }

    /** Forgets what is older. */
    public void deleteBefore(Instant alerts, Instant deliveries) {
        jdbc.update("delete from alerts.alert where ended_at < ?", utc(alerts));
        jdbc.update("delete from alerts.delivery where created_at < ?", utc(deliveries));
    }

    private static String json(Object value) {
        return AlertJson.MAPPER.writeValueAsString(value);
    }

    static @Nullable OffsetDateTime utc(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }

    private static void setTime(PreparedStatement statement, int index, @Nullable Instant at) throws SQLException {
        statement.setObject(index, utc(at));
    }

    /** Texts of the ids of alerts. */
    public static List<String> texts(Collection<Long> ids) {
        return ids.stream().map(String::valueOf).toList();
    }
}
