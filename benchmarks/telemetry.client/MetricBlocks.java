// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What PostgreSQL has of metrics. */
final class MetricBlocks {
    private final String url;
    private final String password;

    MetricBlocks(TelemetryBenchmark given) throws IOException {
        url = "jdbc:postgresql://127.0.0.1:%d/plinth".formatted(given.number("postgresPort"));
        password = Files.readString(Path.of(given.text("postgresPasswordFile"))).strip();
    }

    private long number(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "plinth", password);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Up to when samples of all of so many partitions are in blocks, in milliseconds; 0 while some have none. */
    long until(int partitions) throws SQLException {
        return number("select case when count(*) < %d then 0 else extract(epoch from min(cut_until)) * 1000 end from telemetry.metric_partition"
                .formatted(partitions));
    }

    long samples() throws SQLException {
        return number("select coalesce(sum(samples), 0) from telemetry.metric_block");
    }

    /** With indexes, labels and what PostgreSQL keeps beside a table. */
    long bytes() throws SQLException {
        return number("""
                select sum(pg_total_relation_size(('telemetry.' || name)::regclass))
                from unnest(array['metric_block', 'metric_series', 'metric_partition']) name
                """);
    }
}
