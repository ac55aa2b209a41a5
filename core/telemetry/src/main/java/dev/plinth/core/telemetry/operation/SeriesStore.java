// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.operation;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.telemetry.kafka.CountedOffsets;
import dev.plinth.core.telemetry.operation.SpanCounts.Cell;
import dev.plinth.core.telemetry.operation.SpanCounts.Partition;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** The counts in the database, by minute. */
@Component
public class SeriesStore {
    /** Cores add to the same rows, one after the other. */
    private static final long LOCK = 0x706c696e746873L;

    private static final String COLUMNS = "calls, errors, nanos, durations, slow_trace, slow_nanos, failed_trace";
    private static final int FETCH = 1_000;
    private static final int BATCH = 500;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final CountedOffsets offsets;
    private final Map<Series, Long> ids = new ConcurrentHashMap<>();

    SeriesStore(JdbcTemplate jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.offsets = new CountedOffsets(jdbc, "telemetry.counted");
    }

    /** The offset at which counting of a partition goes on. */
    long next(TopicPartition partition, String incarnation) {
        return offsets.next(partition, incarnation);
    }

    /**
     * Adds what was counted, and marks it as stored.
     *
     * @return partitions of which somebody else has stored counts meanwhile; nothing of them is added
     * @throws EngineAway when nothing is stored
     */
    Set<TopicPartition> add(Map<TopicPartition, Partition> partitions) {
        Map<TopicPartition, Partition> open = new HashMap<>();
        partitions.forEach((key, partition) -> {
            if (partition.next > partition.stored || !partition.counted.isEmpty()) {
                open.put(key, partition);
            }
        });
        if (open.isEmpty()) {
            return Set.of();
        }
        Set<TopicPartition> lost = new HashSet<>();
        try {
            transaction.executeWithoutResult(status -> {
                jdbc.query("select pg_advisory_xact_lock(?)", (RowCallbackHandler) row -> {}, LOCK);
                Map<Cell, Figures> sum = new HashMap<>();
                open.forEach((key, partition) -> {
                    if (offsets.advance(key, partition.incarnation, partition.stored, partition.next)) {
                        partition.counted.forEach((cell, figures) ->
                                sum.computeIfAbsent(cell, c -> new Figures()).add(figures));
                    } else {
                        lost.add(key);
                    }
                });
                write(sum);
            });
        } catch (DataAccessException | TransactionException e) {
            ids.clear();
            throw new EngineAway("the database takes no counts: " + e.getMessage(), e);
        }
        open.values().forEach(partition -> {
            partition.stored = partition.next;
            partition.counted.clear();
        });
        return lost;
    }

    /** A row of the table. */
    private record Row(OffsetDateTime at, long series) {}

    private void write(Map<Cell, Figures> sum) {
        if (sum.isEmpty()) {
            return;
        }
        learn(sum.keySet());
        Map<Row, Figures> rows = new HashMap<>();
        sum.forEach((cell, figures) -> rows.put(
                new Row(
                        Instant.ofEpochMilli(cell.minute()).atOffset(ZoneOffset.UTC),
                        Objects.requireNonNull(ids.get(cell.series()))),
                figures));
        addWhatIsThere(rows);
        jdbc.batchUpdate("""
                insert into telemetry.series_minute (at, series, %s) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (at, series) do update set calls = excluded.calls, errors = excluded.errors,
                nanos = excluded.nanos, durations = excluded.durations, slow_trace = excluded.slow_trace,
                slow_nanos = excluded.slow_nanos, failed_trace = excluded.failed_trace
                """.formatted(COLUMNS), rows.entrySet(), BATCH, (statement, entry) -> {
            Figures figures = entry.getValue();
            statement.setObject(1, entry.getKey().at());
            statement.setLong(2, entry.getKey().series());
            statement.setLong(3, figures.calls());
            statement.setLong(4, figures.errors());
            statement.setLong(5, figures.nanos());
            statement.setBytes(6, figures.durations().encode());
            statement.setBytes(7, figures.slowTrace());
            statement.setLong(8, figures.slowNanos());
            statement.setBytes(9, figures.failedTrace());
        });
    }

    private void addWhatIsThere(Map<Row, Figures> rows) {
        jdbc.query(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement("""
                            select at, series, %s from telemetry.series_minute
                            where (at, series) in (select * from unnest(?::timestamptz[], ?::bigint[]))
                            """.formatted(COLUMNS));
                    List<Row> keys = List.copyOf(rows.keySet());
                    statement.setArray(
                            1,
                            connection.createArrayOf(
                                    "timestamptz",
                                    keys.stream()
                                            .map(row -> row.at().toString())
                                            .toArray()));
                    statement.setArray(
                            2,
                            connection.createArrayOf(
                                    "bigint", keys.stream().map(Row::series).toArray()));
                    return statement;
                },
                (RowCallbackHandler) row -> Objects.requireNonNull(rows.get(new Row(utc(row), row.getLong("series"))))
                        .add(figures(row)));
    }

    private static OffsetDateTime utc(ResultSet row) throws SQLException {
        return row.getObject("at", OffsetDateTime.class).withOffsetSameInstant(ZoneOffset.UTC);
    }

    private void learn(Set<Cell> cells) {
        Set<Series> unknown = new HashSet<>();
        cells.forEach(cell -> {
            if (!ids.containsKey(cell.series())) {
                unknown.add(cell.series());
            }
        });
        for (Series each : unknown) {
            String[] labels = each.labels().toArray(String[]::new);
            jdbc.update(
                    "insert into telemetry.series (what, labels) values (?, ?::text[]) on conflict do nothing",
                    each.what(),
                    labels);
            ids.put(
                    each,
                    Objects.requireNonNull(jdbc.queryForObject(
                            "select id from telemetry.series where what = ? and labels = ?::text[]",
                            Long.class,
                            each.what(),
                            labels)));
        }
    }

    private static Figures figures(ResultSet row) throws SQLException {
        return new Figures(
                row.getLong("calls"),
                row.getLong("errors"),
                row.getLong("nanos"),
                Durations.decode(row.getBytes("durations")),
                row.getBytes("slow_trace"),
                row.getLong("slow_nanos"),
                row.getBytes("failed_trace"));
    }

    /** Figures of a series in a minute. */
    public record Minute(Instant at, Figures figures) {}

    /**
     * Reads what was counted of that sort, the oldest first.
     *
     * @param service only of this one; null for all. For operations
     * @param to exclusive
     */
    public <S extends Series> void read(
            Class<S> sort, @Nullable String service, Instant from, Instant to, BiConsumer<S, Minute> each) {
        // what is fetched in parts needs a transaction
        transaction.executeWithoutResult(status -> readWithin(sort, service, from, to, each));
    }

    /** All of that sort of which something is kept, at whatever time. */
    public <S extends Series> Collection<S> known(Class<S> sort) {
        return byId(sort, null).values();
    }

    private <S extends Series> void readWithin(
            Class<S> sort, @Nullable String service, Instant from, Instant to, BiConsumer<S, Minute> each) {
        Map<Long, S> known = byId(sort, service);
        jdbc.query(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement("""
                            select at, series, %s from telemetry.series_minute
                            where at >= ? and at < ? and series = any(?) order by at
                            """.formatted(COLUMNS));
                    statement.setFetchSize(FETCH);
                    statement.setObject(1, from.atOffset(ZoneOffset.UTC));
                    statement.setObject(2, to.atOffset(ZoneOffset.UTC));
                    statement.setArray(
                            3, connection.createArrayOf("bigint", known.keySet().toArray()));
                    return statement;
                },
                (RowCallbackHandler) row -> each.accept(
                        Objects.requireNonNull(known.get(row.getLong("series"))),
                        new Minute(utc(row).toInstant(), figures(row))));
    }

    private <S extends Series> Map<Long, S> byId(Class<S> sort, @Nullable String service) {
        String what = sort == Series.Operation.class ? Series.Operation.WHAT : Series.Call.WHAT;
        Map<Long, S> known = new HashMap<>();
        List<Object> arguments = new ArrayList<>(List.of(what));
        if (service != null) {
            arguments.add(service);
        }
        jdbc.query(
                "select id, labels from telemetry.series where what = ?"
                        + (service == null ? "" : " and labels[1] = ?"),
                (RowCallbackHandler) row ->
                        known.put(row.getLong("id"), sort.cast(Series.of(what, strings(row.getArray("labels"))))),
                arguments.toArray());
        return known;
    }

    private static List<String> strings(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    /** Deletes what is older, and series of which nothing is left. */
    public void deleteBefore(Instant oldest) {
        try {
            if (jdbc.update("delete from telemetry.series_minute where at < ?", oldest.atOffset(ZoneOffset.UTC)) > 0) {
                jdbc.update(
                        "delete from telemetry.series s where not exists (select from telemetry.series_minute m where m.series = s.id)");
                ids.clear();
            }
        } catch (DataAccessException e) {
            throw new EngineAway("the database deletes no old counts: " + e.getMessage(), e);
        }
    }
}
