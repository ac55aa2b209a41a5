// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The notifications of one flush, until it is known what became of them. */
final class Flight {
    private final long flush;
    private final Instant at;
    private final Instant deadline;
    private final Set<String> pending;
    private final List<Alert> resolved;
    private final boolean lost;
    private boolean failed;

    /**
     * Notifications that are on their way.
     *
     * @param resolved what the group need not keep when all are told
     * @param lost whether those who carried them may be gone, so that the group is to be flushed again at once
     */
    Flight(
            long flush,
            Instant at,
            Instant deadline,
            Collection<String> pending,
            boolean failed,
            List<Alert> resolved,
            boolean lost) {
        this.flush = flush;
        this.at = at;
        this.deadline = deadline;
        this.pending = new LinkedHashSet<>(pending);
        this.failed = failed;
        this.resolved = List.copyOf(resolved);
        this.lost = lost;
    }

    long flush() {
        return flush;
    }

    Instant at() {
        return at;
    }

    Instant deadline() {
        return deadline;
    }

    List<String> pending() {
        return List.copyOf(pending);
    }

    List<Alert> resolved() {
        return resolved;
    }

    boolean isLost() {
        return lost;
    }

    boolean isFailed() {
        return failed;
    }

    void ended(String target, boolean success) {
        if (pending.remove(target)) {
            failed |= !success;
        }
    }

    boolean isOver() {
        return pending.isEmpty();
    }
}
