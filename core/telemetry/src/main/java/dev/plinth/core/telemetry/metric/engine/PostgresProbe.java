// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.timeseries.Metadata;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Asks PostgreSQL over one of the core's connections. Names of metrics are those of postgres_exporter. */
final class PostgresProbe implements EngineProbe {
    private static final int STATEMENT_SECONDS = 5;
    /** Classes of SQLSTATE: what is asked for is not allowed, or not there. */
    private static final String REFUSED = "42";

    private static final String CANCELED = "57014";

    private final JdbcTemplate jdbc;
    private final Parts parts = new Parts("PostgreSQL");

    /** @param jdbc of the core; what it gives out is given back after each round */
    PostgresProbe(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void read(Readings to) throws InterruptedException {
        try {
            InterruptedException interrupted =
                    jdbc.execute((ConnectionCallback<@Nullable InterruptedException>) open -> {
                        try {
                            read(open, to);
                            return null;
                        } catch (InterruptedException e) {
                            return e;
                        }
                    });
            if (interrupted != null) {
                throw interrupted;
            }
        } catch (DataAccessException e) {
            throw new EngineAway(String.valueOf(e.getMostSpecificCause().getMessage()), e);
        }
    }

    private void read(Connection open, Readings to) throws InterruptedException {
        JdbcTemplate round = new JdbcTemplate(new SingleConnectionDataSource(open, true));
        round.setQueryTimeout(STATEMENT_SECONDS);
        parts.begin();
        for (PostgresQuery query : PostgresQueries.ALL) {
            parts.read(query.part(), () -> ask(round, query, to));
        }
        parts.end();
    }

    private static void ask(JdbcTemplate round, PostgresQuery query, Readings to) {
        try {
            round.query(query.sql(), (RowCallbackHandler) row -> add(row, query, to));
        } catch (DataAccessException e) {
            String state = e.getMostSpecificCause() instanceof SQLException sql ? sql.getSQLState() : null;
            if (state != null && (state.startsWith(REFUSED) || state.equals(CANCELED))) {
                throw new RefusedException(
                        String.valueOf(e.getMostSpecificCause().getMessage()), e);
            }
            throw e;
        }
    }

    private static void add(ResultSet row, PostgresQuery query, Readings to) throws SQLException {
        String[] labels = new String[query.labels().size() * 2];
        for (int i = 0; i < query.labels().size(); i++) {
            String value = row.getString(i + 1);
            labels[i * 2] = query.labels().get(i);
            labels[i * 2 + 1] = value == null ? "" : value;
        }
        int column = query.labels().size();
        for (Metadata metric : query.metrics()) {
            column++;
            double value = row.getDouble(column);
            if (!row.wasNull()) {
                to.add(metric, value, labels);
            }
        }
    }

    @Override
    public void close() {
        // the connections are the core's
    }
}
