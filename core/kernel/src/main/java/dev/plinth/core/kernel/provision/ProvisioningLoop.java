// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.provision;

import dev.plinth.core.kernel.engine.EngineAway;
import dev.plinth.core.kernel.provision.Provisioning.Provided;
import dev.plinth.core.kernel.provision.Provisioning.State;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Brings one engine to what the resources of one kind say: when they change, and now and then, since an engine may have forgotten. Several cores
 * do so one after the other.
 */
final class ProvisioningLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ProvisioningLoop.class);
    private static final Duration AGAIN = Duration.ofSeconds(30);
    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration AT_STOP = Duration.ofSeconds(3);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

    private final Provisioner provisioner;
    private final boolean engineIsHere;
    private final ResourceView resources;
    private final JdbcTemplate jdbc;
    private final Semaphore news = new Semaphore(0);

    private volatile Done done = new Done(-1, Map.of(), null);
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;

    /**
     * How it was left.
     *
     * @param position how far the ledger was read then
     * @param away why nothing could be done at the last attempt
     */
    private record Done(
            long position,
            Map<ResourceKey, String> problems,
            @Nullable String away) {}

    ProvisioningLoop(Provisioner provisioner, boolean engineIsHere, ResourceView resources, JdbcTemplate jdbc) {
        this.provisioner = provisioner;
        this.engineIsHere = engineIsHere;
        this.resources = resources;
        this.jdbc = jdbc;
    }

    Provisioner provisioner() {
        return provisioner;
    }

    void wake() {
        news.release();
    }

    void start() {
        if (engineIsHere) {
            thread = Thread.ofVirtual().name("provision-" + provisioner.kind()).start(this::run);
        }
    }

    /** What is being made is made; an engine that does not answer is waited for no longer. */
    void stop() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        stopping = true;
        wake();
        try {
            if (!running.join(AT_STOP)) {
                running.interrupt();
            }
        } catch (InterruptedException e) {
            running.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    List<Provided> provided() {
        Done now = done;
        return resources.list(provisioner.kind()).stream()
                .map(resource -> provided(resource, now))
                .toList();
    }

    private Provided provided(Resource resource, Done now) {
        if (!engineIsHere) {
            return new Provided(
                    resource,
                    provisioner,
                    State.FAILED,
                    "This Plinth runs without %s. Start it without --only, or with a room that needs it."
                            .formatted(provisioner.engine()));
        }
        if (resource.revision() > now.position) {
            return new Provided(resource, provisioner, State.PENDING, now.away);
        }
        String problem = now.problems.get(resource.key());
        return new Provided(resource, provisioner, problem == null ? State.READY : State.FAILED, problem);
    }

    private void run() {
        boolean first = true;
        Duration pause = FIRST_RETRY;
        try {
            // before the ledger is read, it would look as if nothing were wanted
            news.acquire();
            while (!stopping) {
                boolean reached = attempt(first);
                first &= !reached;
                boolean good = reached && done.problems.isEmpty();
                await(good ? AGAIN : pause);
                pause = good ? FIRST_RETRY : longer(pause);
            }
        } catch (InterruptedException e) {
            LOG.debug("{} is provided for no more", provisioner.kind());
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : twice;
    }

    /** Until something has changed, and then all of it at once. */
    private void await(Duration limit) throws InterruptedException {
        if (news.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            news.drainPermits();
        }
    }

    private boolean attempt(boolean first) {
        try {
            long position = resources.position();
            Collection<Resource> wanted = resources.list(provisioner.kind());
            Map<ResourceKey, String> problems =
                    Objects.requireNonNull(oneCoreAtATime(() -> provisioner.provision(wanted, first)));
            tell(problems);
            done = new Done(position, Map.copyOf(problems), null);
            return true;
        } catch (EngineAway | DataAccessException e) {
            if (done.away == null) {
                LOG.warn("{} is not provided for: {}", provisioner.kind(), e.getMessage());
            }
            done = new Done(done.position, done.problems, e.getMessage());
            return false;
        }
    }

    /** A lock of a connection, and not of a transaction: what is written meanwhile is there at once. */
    private <T> @Nullable T oneCoreAtATime(Supplier<T> work) {
        return jdbc.execute((ConnectionCallback<T>) connection -> {
            lock(connection, "pg_advisory_lock");
            try {
                return work.get();
            } finally {
                lock(connection, "pg_advisory_unlock");
            }
        });
    }

    private void lock(Connection connection, String function) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select " + function + "(hashtext('plinth-provision'), hashtext(?))")) {
            statement.setString(1, provisioner.kind());
            statement.execute();
        }
    }

    private void tell(Map<ResourceKey, String> problems) {
        problems.forEach((key, problem) -> {
            if (!problem.equals(done.problems.get(key))) {
                LOG.warn("{}: {}", key, problem);
            }
        });
    }
}
