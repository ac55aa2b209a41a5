// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.live;

import dev.plinth.core.kernel.resource.ResourceKey;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes down the items whose leases have ended. Every core sweeps; the lock on the head lets one at a time.
 *
 * <p>While the database is away nobody can renew, and that is no fault of the items: after a gap every item gets one more lease.
 */
@Component
class LeaseSweeper {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseSweeper.class);
    private static final Duration GAP = Duration.ofSeconds(4);
    private static final long KEPT_EVENTS = 10_000;

    private final LiveStore store;
    private final TransactionTemplate transaction;
    private long lastSweepNanos = System.nanoTime() - GAP.toNanos() - 1;
    private int sweeps;

    LeaseSweeper(LiveStore store, TransactionTemplate transaction) {
        this.store = store;
        this.transaction = transaction;
    }

    @Scheduled(fixedDelay = 1_000)
    void sweep() {
        try {
            if (System.nanoTime() - lastSweepNanos > GAP.toNanos()) {
                store.forgiveExpired();
            } else if (store.anyExpired()) {
                transaction.executeWithoutResult(status -> takeDown());
            }
            if (sweeps++ % 60 == 0) {
                store.prune(KEPT_EVENTS);
            }
            lastSweepNanos = System.nanoTime();
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("Could not look for ended leases: {}", e.getMessage());
        }
    }

    private void takeDown() {
        long seq = store.lockHead();
        List<ResourceKey> expired = store.deleteExpired();
        for (ResourceKey key : expired) {
            LOG.info("{} is down: its lease has ended", key);
            store.append(new LiveEvent(++seq, key, null));
        }
        if (!expired.isEmpty()) {
            store.moveHead(seq);
        }
    }
}
