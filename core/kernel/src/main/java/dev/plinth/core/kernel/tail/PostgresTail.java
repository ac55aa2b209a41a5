// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.tail;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Follows a {@link Feed} with one thread and a connection of its own, outside the pool, so that nobody who waits for it can starve
 * it. {@code NOTIFY} wakes it; a poll is the safety net. When the connection breaks it opens another and goes on where it was; when
 * the feed fails it loads the feed again.
 */
public final class PostgresTail {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresTail.class);
    private static final int POLL_MILLIS = 500;
    private static final long RETRY_MILLIS = 250;

    private final String channel;
    private final JdbcConnectionDetails postgres;
    private final Feed feed;

    private volatile boolean running;
    private @Nullable Thread thread;

    /** @param channel what {@code NOTIFY} names; also names the thread */
    public PostgresTail(String channel, JdbcConnectionDetails postgres, Feed feed) {
        this.channel = channel;
        this.postgres = postgres;
        this.feed = feed;
    }

    /**
     * Returns once the feed is loaded, and follows it from then on.
     *
     * @throws IllegalStateException when the database cannot be reached
     */
    public void start() {
        SingleConnectionDataSource connection = connect();
        load(connection);
        running = true;
        thread = Thread.ofPlatform().name(channel).daemon().start(() -> follow(connection));
    }

    public void stop() {
        running = false;
        Thread stopping = thread;
        if (stopping != null) {
            stopping.interrupt();
        }
    }

    public boolean isRunning() {
        return running;
    }

    private void follow(SingleConnectionDataSource first) {
        SingleConnectionDataSource connection = first;
        while (running) {
            try {
                if (feed.readOn(new JdbcTemplate(connection))) {
                    waitForHint(connection);
                } else {
                    load(connection);
                }
            } catch (DataAccessException | TransactionException | SQLException e) {
                if (!running) {
                    break;
                }
                LOG.warn("{}: lost the connection, opening another: {}", channel, e.getMessage());
                connection.destroy();
                pause();
                connection = connect();
            } catch (RuntimeException e) {
                LOG.error("{}: reading on failed, loading everything again", channel, e);
                pause();
                connection = reload(connection);
            }
        }
        connection.destroy();
    }

    private SingleConnectionDataSource reload(SingleConnectionDataSource connection) {
        try {
            load(connection);
            return connection;
        } catch (RuntimeException e) {
            LOG.error("{}: loading failed, will be tried again", channel, e);
            connection.destroy();
            return connect();
        }
    }

    private void load(SingleConnectionDataSource connection) {
        TransactionTemplate snapshot = new TransactionTemplate(new DataSourceTransactionManager(connection));
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
        snapshot.executeWithoutResult(status -> feed.load(new JdbcTemplate(connection)));
    }

    private static void waitForHint(SingleConnectionDataSource source) throws SQLException {
        source.getConnection().unwrap(PGConnection.class).getNotifications(POLL_MILLIS);
    }

    private SingleConnectionDataSource connect() {
        SingleConnectionDataSource source = new SingleConnectionDataSource(
                postgres.getJdbcUrl(),
                String.valueOf(postgres.getUsername()),
                String.valueOf(postgres.getPassword()),
                true);
        while (true) {
            try (Statement statement = source.getConnection().createStatement()) {
                statement.execute("listen " + channel);
                return source;
            } catch (SQLException e) {
                if (!running) {
                    throw new IllegalStateException(channel + ": cannot connect to PostgreSQL: " + e.getMessage(), e);
                }
                source.resetConnection();
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
