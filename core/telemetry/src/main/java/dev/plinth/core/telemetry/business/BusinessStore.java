// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.telemetry.business.Tally.AtPlace;
import dev.plinth.core.telemetry.business.Tally.AtTransaction;
import dev.plinth.core.telemetry.business.Tally.Done;
import dev.plinth.core.telemetry.business.Tally.Place;
import dev.plinth.core.telemetry.business.Tally.Visits;
import dev.plinth.core.telemetry.kafka.CountedOffsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** What was counted, in the database. */
@Component
class BusinessStore {
    /** Cores add to the same rows, one after the other. */
    private static final long LOCK = 0x706c696e746862L;

    private static final int BATCH = 500;
    private static final int FETCH = 1_000;
    private static final long HOUR = 3_600_000;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final CountedOffsets offsets;

    BusinessStore(JdbcTemplate jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.offsets = new CountedOffsets(jdbc, "telemetry.business_counted");
    }

    /**
     * A tally that goes on where the last one of the partition was stored.
     *
     * @throws EngineAway when the database does not say
     */
    Tally begin(TopicPartition partition, String incarnation) {
        Tally tally = new Tally(incarnation, offsets.next(partition, incarnation));
        try {
            jdbc.query(
                    "select env, app, visitor, seen from telemetry.visitor where partition = ? order by seen",
                    (RowCallbackHandler) row -> tally.visitors.know(
                            new Visitors.Id(row.getString("env"), row.getString("app"), row.getLong("visitor")),
                            instant(row, "seen").toEpochMilli()),
                    partition.partition());
        } catch (DataAccessException e) {
            throw new EngineAway("the database does not say who was there: " + e.getMessage(), e);
        }
        return tally;
    }

    /**
     * Adds what was counted, and marks it as stored.
     *
     * @return partitions of which somebody else has stored counts meanwhile; nothing of them is added
     * @throws EngineAway when nothing is stored
     */
    Set<TopicPartition> add(Map<TopicPartition, Tally> tallies) {
        Map<TopicPartition, Tally> open = new HashMap<>(tallies);
        open.values().removeIf(Tally::isEmpty);
        if (open.isEmpty()) {
            return Set.of();
        }
        Set<TopicPartition> lost = new HashSet<>();
        Map<TopicPartition, Map<Visitors.Id, Long>> seen = new HashMap<>();
        try {
            transaction.executeWithoutResult(status -> {
                jdbc.query("select pg_advisory_xact_lock(?)", (RowCallbackHandler) row -> {}, LOCK);
                Sum sum = new Sum();
                open.forEach((key, tally) -> {
                    if (offsets.advance(key, tally.incarnation, tally.stored, tally.next)) {
                        sum.add(tally);
                        seen.put(key, tally.visitors.news());
                    } else {
                        lost.add(key);
                    }
                });
                write(sum);
                seen.forEach((key, news) -> writeVisitors(key.partition(), news));
            });
        } catch (DataAccessException | TransactionException e) {
            throw new EngineAway("the database takes no counts: " + e.getMessage(), e);
        }
        open.forEach((key, tally) -> {
            tally.visitors.stored(seen.getOrDefault(key, Map.of()));
            tally.stored();
        });
        return lost;
    }

    /** What several partitions have of the same. */
    private static final class Sum {
        final Map<AtPlace, Visits> minutes = new HashMap<>();
        final Map<AtPlace, Visits> hours = new HashMap<>();
        final Map<AtPlace, Distinct> visitors = new HashMap<>();
        final Map<AtTransaction, Done> doneByMinute = new HashMap<>();
        final Map<AtTransaction, Done> doneByHour = new HashMap<>();

        void add(Tally tally) {
            tally.visits.forEach((at, visits) -> {
                minutes.computeIfAbsent(at, each -> new Visits()).add(visits);
                AtPlace hour = new AtPlace(hour(at.millis()), at.place());
                hours.computeIfAbsent(hour, each -> new Visits()).add(visits);
                visitors.computeIfAbsent(hour, each -> new Distinct());
            });
            tally.visitorsOfHour.forEach((at, distinct) ->
                    visitors.computeIfAbsent(at, each -> new Distinct()).add(distinct));
            tally.done.forEach((at, done) -> {
                doneByMinute.computeIfAbsent(at, each -> new Done()).add(done);
                doneByHour
                        .computeIfAbsent(
                                new AtTransaction(hour(at.millis()), at.env(), at.transaction(), at.reason()),
                                each -> new Done())
                        .add(done);
            });
        }

        private static long hour(long millis) {
            return Math.floorDiv(millis, HOUR) * HOUR;
        }
    }

    private void write(Sum sum) {
        writeMinutes(sum.minutes);
        addKnownVisitors(sum.visitors);
        writeHours(sum.hours, sum.visitors);
        writeDone("transaction_minute", sum.doneByMinute);
        writeDone("transaction_hour", sum.doneByHour);
    }

    private void writeMinutes(Map<AtPlace, Visits> minutes) {
        jdbc.batchUpdate(
                """
                insert into telemetry.visit_minute as was
                (at, env, app, route, release, requests, errors, views, sessions) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (at, env, app, route, release) do update set
                requests = was.requests + excluded.requests, errors = was.errors + excluded.errors,
                views = was.views + excluded.views, sessions = was.sessions + excluded.sessions
                """, minutes.entrySet(), BATCH, (statement, each) -> set(statement, each.getKey(), each.getValue()));
    }

    private void writeHours(Map<AtPlace, Visits> hours, Map<AtPlace, Distinct> visitors) {
        jdbc.batchUpdate("""
                insert into telemetry.visit_hour as was
                (at, env, app, route, release, requests, errors, views, sessions, visitors)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (at, env, app, route, release) do update set
                requests = was.requests + excluded.requests, errors = was.errors + excluded.errors,
                views = was.views + excluded.views, sessions = was.sessions + excluded.sessions,
                visitors = excluded.visitors
                """, hours.entrySet(), BATCH, (statement, each) -> {
            set(statement, each.getKey(), each.getValue());
            statement.setBytes(
                    10, Objects.requireNonNull(visitors.get(each.getKey())).encode());
        });
    }

    private static void set(PreparedStatement statement, AtPlace at, Visits visits) throws SQLException {
        statement.setObject(1, utc(at.millis()));
        statement.setString(2, at.place().env());
        statement.setString(3, at.place().app());
        statement.setString(4, at.place().route());
        statement.setString(5, at.place().release());
        statement.setLong(6, visits.requests);
        statement.setLong(7, visits.errors);
        statement.setLong(8, visits.views);
        statement.setLong(9, visits.sessions);
    }

    private void addKnownVisitors(Map<AtPlace, Distinct> visitors) {
        List<AtPlace> keys = List.copyOf(visitors.keySet());
        jdbc.query(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement("""
                            select at, env, app, route, release, visitors from telemetry.visit_hour
                            where (at, env, app, route, release) in
                            (select * from unnest(?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::text[]))
                            """);
                    setArray(
                            connection,
                            statement,
                            1,
                            "timestamptz",
                            keys,
                            at -> utc(at.millis()).toString());
                    setArray(
                            connection,
                            statement,
                            2,
                            "text",
                            keys,
                            at -> at.place().env());
                    setArray(
                            connection,
                            statement,
                            3,
                            "text",
                            keys,
                            at -> at.place().app());
                    setArray(
                            connection,
                            statement,
                            4,
                            "text",
                            keys,
                            at -> at.place().route());
                    setArray(
                            connection,
                            statement,
                            5,
                            "text",
                            keys,
                            at -> at.place().release());
                    return statement;
                },
                (RowCallbackHandler) row -> Objects.requireNonNull(
                                visitors.get(new AtPlace(instant(row, "at").toEpochMilli(), place(row))))
                        .add(row.getBytes("visitors")));
    }

    private void writeDone(String table, Map<AtTransaction, Done> all) {
        List<AtTransaction> keys = List.copyOf(all.keySet());
        jdbc.query(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement("""
                            select at, env, transaction, reason, users from telemetry.%s
                            where (at, env, transaction, reason) in
                            (select * from unnest(?::timestamptz[], ?::text[], ?::text[], ?::text[]))
                            """.formatted(table));
                    setArray(
                            connection,
                            statement,
                            1,
                            "timestamptz",
                            keys,
                            at -> utc(at.millis()).toString());
                    setArray(connection, statement, 2, "text", keys, AtTransaction::env);
                    setArray(connection, statement, 3, "text", keys, AtTransaction::transaction);
                    setArray(connection, statement, 4, "text", keys, AtTransaction::reason);
                    return statement;
                },
                (RowCallbackHandler) row -> Objects.requireNonNull(all.get(new AtTransaction(
                                instant(row, "at").toEpochMilli(),
                                row.getString("env"),
                                row.getString("transaction"),
                                row.getString("reason"))))
                        .users
                        .add(row.getBytes("users")));
        jdbc.batchUpdate("""
                insert into telemetry.%s as was
                (at, env, transaction, reason, count, amount, users) values (?, ?, ?, ?, ?, ?, ?)
                on conflict (at, env, transaction, reason) do update set
                count = was.count + excluded.count, amount = was.amount + excluded.amount, users = excluded.users
                """.formatted(table), all.entrySet(), BATCH, (statement, each) -> {
            statement.setObject(1, utc(each.getKey().millis()));
            statement.setString(2, each.getKey().env());
            statement.setString(3, each.getKey().transaction());
            statement.setString(4, each.getKey().reason());
            statement.setLong(5, each.getValue().count);
            statement.setBigDecimal(6, each.getValue().amount);
            statement.setBytes(7, each.getValue().users.encode());
        });
    }

    private void writeVisitors(int partition, Map<Visitors.Id, Long> news) {
        jdbc.batchUpdate("""
                insert into telemetry.visitor as was (partition, env, app, visitor, seen) values (?, ?, ?, ?, ?)
                on conflict (partition, env, app, visitor) do update set seen = greatest(was.seen, excluded.seen)
                """, news.entrySet(), BATCH, (statement, each) -> {
            statement.setInt(1, partition);
            statement.setString(2, each.getKey().env());
            statement.setString(3, each.getKey().app());
            statement.setLong(4, each.getKey().visitor());
            statement.setObject(5, utc(each.getValue()));
        });
    }

    private static <T> void setArray(
            Connection connection,
            PreparedStatement statement,
            int index,
            String type,
            Collection<T> of,
            Function<T, String> value)
            throws SQLException {
        statement.setArray(
                index, connection.createArrayOf(type, of.stream().map(value).toArray()));
    }

    private static OffsetDateTime utc(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static Place place(ResultSet row) throws SQLException {
        return new Place(row.getString("env"), row.getString("app"), row.getString("route"), row.getString("release"));
    }

    /** Reads visits of whole minutes, the oldest first; of all environments if null. */
    void minutes(@Nullable String env, Instant from, Instant to, BiConsumer<AtPlace, Visits> each) {
        read("visit_minute", env, from, to, row -> each.accept(at(row), visits(row)));
    }

    /** Reads visits of whole hours with their visitors, the oldest first. */
    void hours(String env, Instant from, Instant to, HourReader each) {
        read(
                "visit_hour",
                env,
                from,
                to,
                row -> each.read(at(row), visits(row), Distinct.decode(row.getBytes("visitors"))));
    }

    /** Takes what was counted in an hour. */
    interface HourReader {
        void read(AtPlace at, Visits visits, Distinct visitors);
    }

    /** Reads transactions, the oldest first; of all environments if null. */
    void done(boolean byHour, @Nullable String env, Instant from, Instant to, BiConsumer<AtTransaction, Done> each) {
        read(byHour ? "transaction_hour" : "transaction_minute", env, from, to, row -> {
            Done done = new Done();
            done.count = row.getLong("count");
            done.amount = row.getBigDecimal("amount");
            done.users.add(row.getBytes("users"));
            each.accept(
                    new AtTransaction(
                            instant(row, "at").toEpochMilli(),
                            row.getString("env"),
                            row.getString("transaction"),
                            row.getString("reason")),
                    done);
        });
    }

    private void read(String table, @Nullable String env, Instant from, Instant to, RowCallbackHandler each) {
        // what is fetched in parts needs a transaction
        transaction.executeWithoutResult(status -> jdbc.query(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement(
                            "select * from telemetry.%s where at >= ? and at < ? and env = coalesce(?, env) order by at"
                                    .formatted(table));
                    statement.setFetchSize(FETCH);
                    statement.setObject(1, from.atOffset(ZoneOffset.UTC));
                    statement.setObject(2, to.atOffset(ZoneOffset.UTC));
                    statement.setString(3, env);
                    return statement;
                },
                each));
    }

    private static AtPlace at(ResultSet row) throws SQLException {
        return new AtPlace(instant(row, "at").toEpochMilli(), place(row));
    }

    private static Visits visits(ResultSet row) throws SQLException {
        Visits visits = new Visits();
        visits.requests = row.getLong("requests");
        visits.errors = row.getLong("errors");
        visits.views = row.getLong("views");
        visits.sessions = row.getLong("sessions");
        return visits;
    }

    /** Whether there is anything in that table. */
    boolean isAny(String table) {
        return Boolean.TRUE.equals(
                jdbc.queryForObject("select exists (select from telemetry.%s)".formatted(table), Boolean.class));
    }

    /** Where there were visits within the last weeks, at the most those of which minutes are kept. */
    Set<Place> places() {
        return new HashSet<>(jdbc.query(
                "select distinct env, app, route, release from telemetry.visit_minute", (row, number) -> place(row)));
    }

    /** How transactions came out within the last weeks, at the most those of which minutes are kept. */
    Set<AtTransaction> outcomes() {
        return new HashSet<>(jdbc.query(
                "select distinct env, transaction, reason from telemetry.transaction_minute",
                (row, number) -> new AtTransaction(
                        0, row.getString("env"), row.getString("transaction"), row.getString("reason"))));
    }

    /** How many visitors each app has seen since then; exact to the minute. */
    Map<String, Long> present(String env, Instant since) {
        Map<String, Long> present = new HashMap<>();
        jdbc.query(
                "select app, count(*) as visitors from telemetry.visitor where env = ? and seen >= ? group by app",
                (RowCallbackHandler) row -> present.put(row.getString("app"), row.getLong("visitors")),
                env,
                since.atOffset(ZoneOffset.UTC));
        return present;
    }

    /** Deletes what is older. */
    void deleteBefore(Instant minutes, Instant hours, Instant visitors) {
        try {
            delete("visit_minute", "at", minutes);
            delete("transaction_minute", "at", minutes);
            delete("visit_hour", "at", hours);
            delete("transaction_hour", "at", hours);
            delete("visitor", "seen", visitors);
        } catch (DataAccessException e) {
            throw new EngineAway("the database deletes no old counts: " + e.getMessage(), e);
        }
    }

    private void delete(String table, String column, Instant before) {
        jdbc.update("delete from telemetry.%s where %s < ?".formatted(table, column), before.atOffset(ZoneOffset.UTC));
    }
}
