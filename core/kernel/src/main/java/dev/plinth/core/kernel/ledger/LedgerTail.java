// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.Resource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the ledger forward and hands every change to the readers of this core, once and in order. Writers of this core take the
 * same way as all others: nothing reaches memory but through here.
 *
 * <p>It has a connection of its own, outside the pool, so that writers who wait for it cannot starve it. {@code NOTIFY} wakes it; a
 * poll is the safety net. When the connection breaks it opens another and goes on where it was.
 */
@Component
class LedgerTail implements SmartLifecycle, LedgerPosition {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerTail.class);
    private static final int POLL_MILLIS = 500;
    private static final long RETRY_MILLIS = 250;
    private static final int PAGE = 1_000;
    private static final int RECENT = 10_000;

    private final JdbcConnectionDetails postgres;
    private final JsonMapper json;
    private final List<LedgerReader> readers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();

    private volatile long position = -1;
    private volatile boolean running;
    private @Nullable Thread thread;
    private @Nullable UUID installation;

    LedgerTail(JdbcConnectionDetails postgres, JsonMapper json, List<LedgerReader> readers) {
        this.postgres = postgres;
        this.json = json;
        this.readers = List.copyOf(readers);
    }

    /** Returns once the readers have everything there is; fails the start if that cannot be had. */
    @Override
    public void start() {
        SingleConnectionDataSource connection = connect();
        load(connection);
        running = true;
        thread = Thread.ofPlatform().name("ledger-tail").start(() -> follow(connection));
    }

    @Override
    public void stop() {
        running = false;
        Thread stopping = thread;
        if (stopping != null) {
            stopping.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before everything that serves, and stopped after it. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 100;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void await(long seq, Duration limit) {
        if (position >= seq) {
            return;
        }
        long nanos = limit.toNanos();
        lock.lock();
        try {
            while (position < seq) {
                if (nanos <= 0) {
                    throw new ProblemException(
                            ErrorCode.POSITION_NOT_REACHED,
                            "This core has read the ledger up to %d (expected: at least %d within %d ms)."
                                    .formatted(position, seq, limit.toMillis()));
                }
                nanos = moved.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    ErrorCode.POSITION_NOT_REACHED, "Interrupted while waiting for change " + seq + ".");
        } finally {
            lock.unlock();
        }
    }

    private void follow(SingleConnectionDataSource first) {
        SingleConnectionDataSource connection = first;
        while (running) {
            try {
                readToEnd(connection);
                waitForHint(connection);
            } catch (DataAccessException | SQLException e) {
                if (!running) {
                    break;
                }
                LOG.warn("Lost the ledger's connection at change {}, opening another: {}", position, e.getMessage());
                connection.destroy();
                pause();
                connection = connect();
            } catch (RuntimeException e) {
                LOG.error("A reader failed after change {}; loading everything again", position, e);
                pause();
                reload(connection);
            }
        }
        connection.destroy();
    }

    private void reload(SingleConnectionDataSource connection) {
        try {
            load(connection);
        } catch (RuntimeException e) {
            LOG.error("Loading failed, will be tried again", e);
        }
    }

    private void readToEnd(SingleConnectionDataSource connection) {
        LedgerStore store = store(connection);
        List<Change> changes;
        do {
            changes = store.changesAfter(position, PAGE);
            if (!changes.isEmpty()) {
                read(changes);
            }
        } while (changes.size() == PAGE && running);
        if (changes.isEmpty() && !store.head().installation().equals(installation)) {
            LOG.info("The ledger was restored from a backup; loading everything again");
            load(connection);
        }
    }

    private void read(List<Change> changes) {
        long expected = position + 1;
        for (Change change : changes) {
            if (change.seq() != expected) {
                throw new IllegalStateException("change " + change.seq() + " (expected: " + expected + ")");
            }
            expected++;
        }
        readers.forEach(reader -> reader.read(changes));
        moveTo(changes.getLast().seq());
    }

    private void load(SingleConnectionDataSource connection) {
        TransactionTemplate snapshot = new TransactionTemplate(new DataSourceTransactionManager(connection));
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
        snapshot.executeWithoutResult(status -> {
            LedgerStore store = store(connection);
            LedgerStore.Head head = store.head();
            List<Resource> resources = store.allResources();
            List<Change> recent = store.changesAfter(Math.max(0, head.seq() - RECENT), RECENT);
            installation = head.installation();
            readers.forEach(reader -> reader.load(head.installation(), head.seq(), resources, recent));
            moveTo(head.seq());
        });
    }

    private void moveTo(long seq) {
        lock.lock();
        try {
            position = seq;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void waitForHint(SingleConnectionDataSource source) throws SQLException {
        Connection connection = source.getConnection();
        connection.unwrap(PGConnection.class).getNotifications(POLL_MILLIS);
    }

    private SingleConnectionDataSource connect() {
        SingleConnectionDataSource source = new SingleConnectionDataSource(
                postgres.getJdbcUrl(),
                String.valueOf(postgres.getUsername()),
                String.valueOf(postgres.getPassword()),
                true);
        while (true) {
            try (Statement statement = source.getConnection().createStatement()) {
                statement.execute("listen plinth_ledger");
                return source;
            } catch (SQLException e) {
                if (!running) {
                    throw new IllegalStateException("Cannot read the ledger: " + e.getMessage(), e);
                }
                source.resetConnection();
                pause();
            }
        }
    }

    private LedgerStore store(SingleConnectionDataSource connection) {
        return new LedgerStore(new JdbcTemplate(connection), json);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
