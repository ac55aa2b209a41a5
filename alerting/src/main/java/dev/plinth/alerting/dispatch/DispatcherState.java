// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.promql.model.Labels;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a dispatcher knows, to be kept.
 *
 * @param nextFlush the number of the next flush
 */
public record DispatcherState(
        Instant groupsMaintainedAt,
        Instant logMaintainedAt,
        long nextFlush,
        List<StoredAlert> alerts,
        List<StoredGroup> groups,
        List<LogEntry> log,
        List<Silence> silences) {
    public DispatcherState {
        alerts = List.copyOf(alerts);
        groups = List.copyOf(groups);
        log = List.copyOf(log);
        silences = List.copyOf(silences);
    }

    /** @param processed whether a flush has looked at it */
    public record StoredAlert(Alert alert, boolean processed) {}

    /**
     * A group of alerts.
     *
     * @param next when it is looked at next
     * @param flushed whether it was before
     * @param alerts places in the list of all alerts
     */
    public record StoredGroup(
            String routeId,
            Labels labels,
            Instant next,
            boolean flushed,
            List<Integer> alerts,
            @Nullable StoredFlight flight) {
        public StoredGroup {
            alerts = List.copyOf(alerts);
        }
    }

    /**
     * Notifications of a group that are on their way.
     *
     * @param pending the targets of which nothing is known yet
     * @param failed whether one was not told
     * @param resolved what the group need not keep when all are told
     */
    public record StoredFlight(
            long flush, Instant at, Instant deadline, List<String> pending, boolean failed, List<Alert> resolved) {
        public StoredFlight {
            pending = List.copyOf(pending);
            resolved = List.copyOf(resolved);
        }
    }
}
