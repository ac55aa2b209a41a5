// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.context;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to an alert.
 *
 * @param services that it is about, as its labels name them
 * @param neighbours services that call those, or that those call
 * @param changes before it, the most likely first
 * @param arrivals of services and neighbours before it, the most likely first
 * @param impacts on transactions of the business, the greatest first
 */
public record AlertContext(
        List<String> services,
        List<String> neighbours,
        List<RelatedChange> changes,
        List<Arrival> arrivals,
        List<Impact> impacts) {
    /** Nothing is known. */
    public static final AlertContext NONE = new AlertContext(List.of(), List.of(), List.of());

    public AlertContext {
        services = List.copyOf(services);
        neighbours = List.copyOf(neighbours);
        changes = List.copyOf(changes);
        arrivals = List.copyOf(arrivals);
        impacts = List.copyOf(impacts);
    }

    /** Without neighbours and arrivals. */
    public AlertContext(List<String> services, List<RelatedChange> changes, List<Impact> impacts) {
        this(services, List.of(), changes, List.of(), impacts);
    }

    /**
     * A change set of the ledger, by the change in it that is nearest to the alert.
     *
     * @param seq number of the change
     * @param action create, update or delete
     * @param why it is here, for people, as {@code "names payments"} or {@code "names orders, which calls payments"}
     * @param direct whether it is about an affected service itself
     */
    public record RelatedChange(
            long seq,
            long changeSet,
            Instant at,
            String author,
            String message,
            String kind,
            @Nullable String env,
            String name,
            String action,
            String why,
            boolean direct) {
        /** For a message: what changed, who did it and when. */
        public String line() {
            return "%s %s: %s by %s at %s%s"
                    .formatted(kind, name, action, author, at, message.isEmpty() ? "" : " (" + message + ")");
        }
    }

    /**
     * A service that came up, by its instances that are up now; there is nothing of it to revert.
     *
     * @param version null when it did not say
     * @param instances that came up with that version
     * @param at when the first of them did
     * @param direct whether it is an affected service itself
     */
    public record Arrival(String service, @Nullable String version, int instances, Instant at, boolean direct) {
        /** For a message. */
        public String line() {
            return "%s%s came up at %s%s"
                    .formatted(
                            service,
                            version == null ? "" : " " + version,
                            at,
                            instances == 1 ? "" : ", " + instances + " instances");
        }
    }

    /**
     * What became of a transaction since a little before the alert.
     *
     * @param transaction name of the {@code Transaction}
     * @param users to whom one at least failed; estimated, with a standard error of 0.8 %
     * @param amount of those that failed
     * @param unit of the amount; null when there is none
     * @param reasons of failures, the most frequent first
     */
    public record Impact(
            String transaction,
            String title,
            long count,
            long failures,
            long users,
            BigDecimal amount,
            @Nullable String unit,
            List<String> reasons) {
        public Impact {
            reasons = List.copyOf(reasons);
        }

        /** For a message. */
        public String line() {
            String worth = unit == null ? "" : ", %s %s".formatted(amount.toPlainString(), unit);
            return "%s: %d of %d failed, %d users%s".formatted(title, failures, count, users, worth);
        }
    }
}
