// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.duty;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A row of PostgreSQL says whose a duty is and until when, by PostgreSQL's clock. Here it ends a little earlier, counted from before it was asked for; so two
 * cores never both believe to have it, also while the database is away.
 */
public final class PostgresDuty implements Duty, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresDuty.class);
    /** Of the lease is left to clocks that run differently. */
    private static final int MARGIN = 20;

    private static final int RENEWALS = 5;
    private static final Duration AT_STOP = Duration.ofSeconds(2);

    private final JdbcTemplate jdbc;
    private final Duration lease;
    private final String holder = UUID.randomUUID().toString();
    /** By duty, when it ends here, as {@link System#nanoTime}; null when it is not ours. */
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    private @Nullable ScheduledExecutorService timer;

    private record Held(boolean mine, long end) {
        static final Held NOT = new Held(false, 0);

        boolean isNow() {
            return mine && System.nanoTime() - end < 0;
        }
    }

    /** @param lease how long a core that is silent keeps what it has */
    public PostgresDuty(JdbcTemplate jdbc, Duration lease) {
        this.jdbc = jdbc;
        this.lease = lease;
    }

    /** Strives for what is asked for, and keeps what it has. */
    public synchronized void start() {
        if (timer == null) {
            long pause = lease.toMillis() / RENEWALS;
            timer = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("duty").factory());
            var _ = timer.scheduleWithFixedDelay(this::renew, 0, pause, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public boolean isMine(String key) {
        return held.computeIfAbsent(key, k -> Held.NOT).isNow();
    }

    @Override
    public boolean isLikelyMine(String key) {
        return held.computeIfAbsent(key, k -> Held.NOT).mine();
    }

    /** Strives for what is asked for, and holds on to what it has. Once {@linkplain #start started} it does so by itself. */
    public void renew() {
        held.keySet().forEach(this::renew);
    }

    private void renew(String key) {
        long before = System.nanoTime();
        try {
            boolean mine = jdbc.update("""
                            insert into telemetry.duty as held (name, holder, epoch, until)
                            values (?, ?, 1, now() + ?::interval)
                            on conflict (name) do update
                            set holder = excluded.holder, until = excluded.until,
                                epoch = held.epoch + case when held.holder = excluded.holder then 0 else 1 end
                            where held.holder = excluded.holder or held.until < now()
                            """, key, holder, lease.toString()) == 1;
            Held now = mine ? new Held(true, before + lease.toNanos() - lease.toNanos() / MARGIN) : Held.NOT;
            Held was = held.put(key, now);
            if (mine && (was == null || !was.isNow())) {
                LOG.info("{} is this core's now", key);
            }
        } catch (DataAccessException e) {
            LOG.debug("Whose {} is could not be asked", key, e);
        }
    }

    /** Another core need not wait for the end of the lease. */
    @Override
    public synchronized void close() {
        try {
            if (timer != null) {
                timer.shutdownNow();
                var _ = timer.awaitTermination(AT_STOP.toMillis(), TimeUnit.MILLISECONDS);
                timer = null;
            }
            jdbc.update("update telemetry.duty set until = now() where holder = ? and until > now()", holder);
        } catch (DataAccessException e) {
            LOG.debug("What this core did is another's only after its lease", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        held.clear();
    }
}
