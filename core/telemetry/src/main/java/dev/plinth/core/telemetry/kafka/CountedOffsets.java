// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.kafka;

import dev.plinth.core.kernel.engine.EngineAway;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Up to where partitions are counted, kept in the database beside the counts: written in the same transaction, what is read again is not counted again. */
public final class CountedOffsets {
    private final JdbcTemplate jdbc;
    private final String table;

    /** @param table with topic, partition, incarnation and next */
    public CountedOffsets(JdbcTemplate jdbc, String table) {
        this.jdbc = jdbc;
        this.table = table;
    }

    /**
     * The offset at which counting of a partition goes on.
     *
     * @throws EngineAway when the database does not say
     */
    public long next(TopicPartition partition, String incarnation) {
        try {
            List<@Nullable Long> next = jdbc.queryForList(
                    "select next from %s where topic = ? and partition = ? and incarnation = ?".formatted(table),
                    Long.class,
                    partition.topic(),
                    partition.partition(),
                    incarnation);
            return next.isEmpty() ? 0 : Objects.requireNonNull(next.getFirst());
        } catch (DataAccessException e) {
            throw new EngineAway("the database does not say what was counted: " + e.getMessage(), e);
        }
    }

    /** Within the transaction of the counts: moves on, if it still is where it was. False when somebody else has counted meanwhile. */
    public boolean advance(TopicPartition partition, String incarnation, long stored, long next) {
        return jdbc.update("""
                        insert into %s as was (topic, partition, incarnation, next) values (?, ?, ?, ?)
                        on conflict (topic, partition) do update
                        set incarnation = excluded.incarnation, next = excluded.next
                        where was.incarnation <> excluded.incarnation or was.next = ?
                        """.formatted(table), partition.topic(), partition.partition(), incarnation, next, stored)
                == 1;
    }
}
