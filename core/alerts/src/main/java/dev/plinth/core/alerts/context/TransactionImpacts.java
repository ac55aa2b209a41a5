// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.context;

import dev.plinth.core.alerts.context.AlertContext.Impact;
import dev.plinth.core.alerts.context.Surroundings.Neighbour;
import dev.plinth.core.telemetry.business.TransactionFigures;
import dev.plinth.core.telemetry.business.TransactionSummary;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Finds what became of the transactions that an alert may have hit. */
@Component
class TransactionImpacts {
    private static final Duration BEFORE = Duration.ofMinutes(5);
    private static final int REASONS = 3;
    private static final int MOST = 5;

    private final TransactionFigures figures;
    private final ServiceCatalog catalog;

    TransactionImpacts(TransactionFigures figures, ServiceCatalog catalog) {
        this.figures = figures;
        this.catalog = catalog;
    }

    /**
     * Those of the affected services and of who calls them that have failures, and the one that is named.
     *
     * @param named empty for none
     */
    List<Impact> find(Surroundings around, String named, Instant startedAt, Instant until) {
        Set<String> services = new HashSet<>(around.services());
        around.neighbours().stream()
                .filter(Neighbour::calls)
                .map(Neighbour::name)
                .forEach(services::add);
        return figures
                .of(
                        around.env(),
                        startedAt.minus(BEFORE).truncatedTo(ChronoUnit.MINUTES),
                        until,
                        REASONS,
                        name -> name.equals(named) || services.contains(catalog.ofTransaction(around.env(), name)))
                .stream()
                .filter(each -> each.failures() > 0 || each.name().equals(named))
                .sorted(Comparator.comparingLong(TransactionSummary::failures).reversed())
                .limit(MOST)
                .map(TransactionImpacts::impact)
                .toList();
    }

    private static Impact impact(TransactionSummary summary) {
        return new Impact(
                summary.name(),
                summary.title(),
                summary.count(),
                summary.failures(),
                summary.failedUsers(),
                summary.failedAmount(),
                summary.unit(),
                summary.reasons().stream()
                        .map(TransactionSummary.Reason::reason)
                        .toList());
    }
}
