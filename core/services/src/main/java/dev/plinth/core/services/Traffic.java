// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.services;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What passed over the routes in the last hours, from all gateways. In the database, so that every core tells the same. */
@Component
class Traffic {
    /** How long a step is; every gateway reports after each. */
    static final Duration STEP = Duration.ofSeconds(10);

    /** How far back one can look. */
    static final Duration KEPT = Duration.ofHours(6);

    /** Upper bounds of the durations that are counted together, in microseconds; as the gateway has them. */
    static final List<Long> BOUNDS_MICROS = List.of(
            500L,
            1_000L,
            2_500L,
            5_000L,
            10_000L,
            25_000L,
            50_000L,
            100_000L,
            250_000L,
            500_000L,
            1_000_000L,
            2_500_000L,
            5_000_000L,
            10_000_000L);

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final Clock clock;
    private final ReentrantLock sweeping = new ReentrantLock();
    private Instant swept = Instant.EPOCH;

    Traffic(JdbcClient jdbc, JdbcTemplate batches, Clock clock) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.clock = clock;
    }

    /** What passed one route in one step, over all gateways. */
    record Passed(Instant at, String route, long[] statuses, long[] buckets, long micros) {}

    void store(String gateway, String env, TrafficReport report) {
        batches.batchUpdate("""
                insert into services.traffic (at, gateway, env, route, statuses, buckets, micros)
                values (?, ?, ?, ?, ?, ?, ?)
                on conflict (at, gateway, env, route)
                do update set statuses = excluded.statuses, buckets = excluded.buckets, micros = excluded.micros
                """, report.routes(), 100, (statement, route) -> {
            statement.setObject(1, report.at().atOffset(ZoneOffset.UTC));
            statement.setString(2, gateway);
            statement.setString(3, env);
            statement.setString(4, route.route());
            statement.setArray(5, array(statement.getConnection(), route.statuses()));
            statement.setArray(6, array(statement.getConnection(), route.buckets()));
            statement.setLong(7, route.micros());
        });
        sweep();
    }

    private static Array array(java.sql.Connection connection, List<Long> numbers) throws SQLException {
        return connection.createArrayOf("bigint", numbers.toArray());
    }

    /** Now and then, as part of somebody's report. */
    private void sweep() {
        Instant now = clock.instant();
        if (!sweeping.tryLock()) {
            return;
        }
        try {
            if (swept.plus(Duration.ofMinutes(5)).isAfter(now)) {
                return;
            }
            swept = now;
            jdbc.sql("delete from services.traffic where at < :before")
                    .param("before", now.minus(KEPT).atOffset(ZoneOffset.UTC))
                    .update();
        } finally {
            sweeping.unlock();
        }
    }

    /** The oldest first. */
    List<Passed> since(Instant from, String env) {
        try (Stream<Passed> rows = jdbc
                .sql("""
                        select at, route, statuses, buckets, micros from services.traffic
                        where at >= :from and env = :env order by at, route
                        """)
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("env", env)
                .query((row, number) -> passed(row))
                .stream()) {
            return rows.toList();
        }
    }

    private static Passed passed(ResultSet row) throws SQLException {
        return new Passed(
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("route"),
                numbers(row.getArray("statuses")),
                numbers(row.getArray("buckets")),
                row.getLong("micros"));
    }

    private static long[] numbers(Array array) throws SQLException {
        return Stream.of((Long[]) array.getArray()).mapToLong(Long::longValue).toArray();
    }
}
