// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.block;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.timeseries.column.SampleBlock;
import dev.plinth.timeseries.head.Head.Part;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Blocks in the database, with the labels of their series, and how far partitions have come. */
@Component
public class BlockStore {
    /** How long a window is. */
    public static final Duration WINDOW = Duration.ofHours(2);

    /** A block is ended at this size; the database takes 64 to 256 KB at a time well. */
    private static final int BLOCK_BYTES = 160 << 10;

    /** Series are deleted while nobody writes blocks of them. */
    private static final long LOCK = 0x706c696e746d62L;

    private static final int BATCH = 500;
    private static final int FETCH = 2_000;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    BlockStore(JdbcTemplate jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /**
     * What is known of a block without reading it.
     *
     * @param series ids as {@link SeriesIds} writes them
     */
    record Row(BlockKey key, long end, byte[] series) {}

    /** A series and its id. */
    record Kept(long id, byte[] labels) {}

    /** @return null when nothing of this partition was kept yet */
    public @Nullable Progress progress(int partition) {
        try {
            List<Progress> found = jdbc.query(
                    "select incarnation, cut_until, replay_from from telemetry.metric_partition where partition = ?",
                    (row, number) -> new Progress(
                            row.getString("incarnation"), millis(row, "cut_until"), row.getLong("replay_from")),
                    partition);
            return found.isEmpty() ? null : found.getFirst();
        } catch (DataAccessException e) {
            throw away(e);
        }
    }

    /** Up to when samples are in blocks, by partition. */
    Map<Integer, Long> cutUntil() {
        Map<Integer, Long> all = new HashMap<>();
        jdbc.query("select partition, cut_until from telemetry.metric_partition", (RowCallbackHandler)
                row -> all.put(row.getInt("partition"), millis(row, "cut_until")));
        return all;
    }

    /**
     * Writes a window of a partition, and that it has come so far.
     *
     * @param parts sorted by labels; may be none
     * @param before as it was found, null when it was not
     * @return false when somebody else has written meanwhile; nothing is then
     * @throws EngineAway when it is not known to be written
     */
    public boolean write(
            int partition, long begin, long end, List<Part> parts, @Nullable Progress before, Progress after) {
        try {
            return Boolean.TRUE.equals(transaction.execute(status -> {
                if (!advance(partition, before, after)) {
                    return false;
                }
                if (!parts.isEmpty()) {
                    jdbc.query("select pg_advisory_xact_lock_shared(?)", (RowCallbackHandler) row -> {}, LOCK);
                    blocks(partition, begin, end, parts);
                }
                return true;
            }));
        } catch (DataAccessException | TransactionException e) {
            throw away(e);
        }
    }

    private boolean advance(int partition, @Nullable Progress before, Progress after) {
        if (before == null) {
            return jdbc.update("""
                            insert into telemetry.metric_partition (partition, incarnation, cut_until, replay_from)
                            values (?, ?, ?, ?) on conflict do nothing
                            """, partition, after.incarnation(), time(after.cutUntil()), after.replayFrom()) == 1;
        }
        return jdbc.update(
                        """
                        update telemetry.metric_partition set incarnation = ?, cut_until = ?, replay_from = ?
                        where partition = ? and incarnation = ? and cut_until = ?
                        """,
                        after.incarnation(),
                        time(after.cutUntil()),
                        after.replayFrom(),
                        partition,
                        before.incarnation(),
                        time(before.cutUntil()))
                == 1;
    }

    private void blocks(int partition, long begin, long end, List<Part> parts) {
        List<Long> ids = ids(parts);
        List<Object[]> rows = new ArrayList<>();
        SampleBlock.Writer block = new SampleBlock.Writer();
        List<Long> within = new ArrayList<>();
        long samples = 0;
        for (int i = 0; i < parts.size(); i++) {
            block.add(ids.get(i), parts.get(i).samples());
            within.add(ids.get(i));
            samples += parts.get(i).samples().size();
            if (block.bytes() >= BLOCK_BYTES || i == parts.size() - 1) {
                byte[] data = block.toBytes();
                rows.add(new Object[] {
                    time(begin), partition, rows.size(), time(end), samples, data.length, SeriesIds.write(within), data
                });
                block = new SampleBlock.Writer();
                within.clear();
                samples = 0;
            }
        }
        jdbc.batchUpdate("""
                insert into telemetry.metric_block (begin_at, partition, part, end_at, samples, bytes, series, data)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                """, rows);
    }

    /** In the order of the parts. Series that are new get ascending ones. */
    private List<Long> ids(List<Part> parts) {
        List<Digest> digests = new ArrayList<>(parts.size());
        parts.forEach(part -> digests.add(Digest.of(part.key())));
        Map<Digest, Long> known = new HashMap<>();
        for (int from = 0; from < parts.size(); from += FETCH) {
            List<Digest> some = digests.subList(from, Math.min(parts.size(), from + FETCH));
            find(some, known);
            List<Object[]> unknown = new ArrayList<>();
            for (int i = 0; i < some.size(); i++) {
                if (!known.containsKey(some.get(i))) {
                    unknown.add(new Object[] {
                        some.get(i).bytes(), parts.get(from + i).key()
                    });
                }
            }
            if (!unknown.isEmpty()) {
                jdbc.batchUpdate(
                        "insert into telemetry.metric_series (digest, labels) values (?, ?) on conflict do nothing",
                        unknown);
                find(some, known);
            }
        }
        return digests.stream()
                .map(digest -> Objects.requireNonNull(known.get(digest)))
                .toList();
    }

    private void find(List<Digest> digests, Map<Digest, Long> into) {
        jdbc.query(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement(
                            "select id, digest from telemetry.metric_series where digest = any(?)");
                    statement.setArray(
                            1,
                            connection.createArrayOf(
                                    "bytea", digests.stream().map(Digest::bytes).toArray(byte[][]::new)));
                    return statement;
                },
                (RowCallbackHandler) row -> into.put(new Digest(row.getBytes("digest")), row.getLong("id")));
    }

    /** Of blocks from one begin of a window on, in no order. */
    List<Row> rows(int partition, long from) {
        return jdbc.query(
                "select begin_at, partition, part, end_at, series from telemetry.metric_block where partition = ? and begin_at >= ?",
                (row, number) -> new Row(
                        new BlockKey(millis(row, "begin_at"), row.getInt("partition"), row.getInt("part")),
                        millis(row, "end_at"),
                        row.getBytes("series")),
                partition,
                time(from));
    }

    /** Blocks that are there of these. */
    Map<BlockKey, byte[]> read(Collection<BlockKey> keys) {
        Map<BlockKey, byte[]> found = new HashMap<>();
        jdbc.query(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement("""
                            select begin_at, partition, part, data from telemetry.metric_block
                            where (begin_at, partition, part) in (select * from unnest(?::timestamptz[], ?::int[], ?::int[]))
                            """);
                    statement.setArray(
                            1,
                            array(
                                    connection,
                                    "timestamptz",
                                    keys.stream().map(key -> time(key.begin()).toString())));
                    statement.setArray(2, array(connection, "int", keys.stream().map(BlockKey::partition)));
                    statement.setArray(3, array(connection, "int", keys.stream().map(BlockKey::part)));
                    return statement;
                },
                (RowCallbackHandler) row -> found.put(
                        new BlockKey(millis(row, "begin_at"), row.getInt("partition"), row.getInt("part")),
                        row.getBytes("data")));
        return found;
    }

    private static Array array(Connection connection, String type, Stream<?> values) throws SQLException {
        return connection.createArrayOf(type, values.toArray());
    }

    /** Labels of the series with these ids. */
    void series(Collection<Long> ids, ObjLongConsumer<byte[]> each) {
        transaction.executeWithoutResult(status -> jdbc.query(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement(
                            "select id, labels from telemetry.metric_series where id = any(?) order by id");
                    statement.setFetchSize(FETCH);
                    statement.setArray(1, array(connection, "bigint", ids.stream()));
                    return statement;
                },
                (RowCallbackHandler) row -> each.accept(row.getBytes("labels"), row.getLong("id"))));
    }

    /**
     * Deletes windows that ended before, and the oldest others until what is left fits; then series that have no block.
     *
     * @return how many blocks were deleted
     */
    public int deleteOld(Instant oldest, long maxBytes) {
        try {
            int deleted = jdbc.update(
                    "delete from telemetry.metric_block where end_at <= ?", oldest.atOffset(ZoneOffset.UTC));
            deleted += jdbc.update("""
                    delete from telemetry.metric_block where begin_at < coalesce((
                      select max(begin_at) from (
                        select begin_at, sum(sum(bytes)) over (order by begin_at desc) as bytes
                        from telemetry.metric_block group by begin_at) windows
                      where windows.bytes > ?) + interval '1 microsecond', '-infinity')
                    """, maxBytes);
            if (deleted > 0) {
                deleteSeries();
            }
            return deleted;
        } catch (DataAccessException | TransactionException e) {
            throw away(e);
        }
    }

    private void deleteSeries() {
        transaction.executeWithoutResult(status -> {
            jdbc.query("select pg_advisory_xact_lock(?)", (RowCallbackHandler) row -> {}, LOCK);
            Set<Long> used = new HashSet<>();
            jdbc.query("select series from telemetry.metric_block", (RowCallbackHandler)
                    row -> SeriesIds.read(row.getBytes("series"), used::add));
            List<Object[]> unused = new ArrayList<>();
            jdbc.query("select id from telemetry.metric_series", (RowCallbackHandler) row -> {
                if (!used.contains(row.getLong("id"))) {
                    unused.add(new Object[] {row.getLong("id")});
                }
            });
            for (int from = 0; from < unused.size(); from += BATCH) {
                jdbc.batchUpdate(
                        "delete from telemetry.metric_series where id = ?",
                        unused.subList(from, Math.min(unused.size(), from + BATCH)));
            }
        });
    }

    private static EngineAway away(RuntimeException e) {
        return new EngineAway("the database does not keep metrics: " + e.getMessage(), e);
    }

    private static OffsetDateTime time(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }

    private static long millis(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant().toEpochMilli();
    }

    private record Digest(byte[] bytes) {
        static Digest of(byte[] labels) {
            try {
                return new Digest(MessageDigest.getInstance("SHA-256").digest(labels));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every JDK has SHA-256", e);
            }
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Digest that && MessageDigest.isEqual(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }
}
