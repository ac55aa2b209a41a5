// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.context;

import dev.plinth.core.alerts.context.AlertContext.Impact;
import dev.plinth.core.alerts.context.AlertContext.RelatedChange;
import dev.plinth.core.alerts.context.InTime.Sought;
import dev.plinth.core.alerts.context.Surroundings.Neighbour;
import dev.plinth.core.telemetry.graph.ServiceCalls;
import dev.plinth.core.telemetry.graph.ServiceCalls.ServiceCall;
import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Finds it in what is declared, in the ledger and in what was counted; it takes two seconds at most. */
@Component
class FoundAlertContexts implements AlertContexts {
    private static final Duration LIMIT = Duration.ofMillis(1_800);

    /** Of that, as the rest can be found out without them. */
    private static final Duration LIMIT_OF_CALLS = Duration.ofMillis(600);

    private final AffectedServices affected;
    private final ServiceCalls serviceCalls;
    private final ChangesBefore changesBefore;
    private final ArrivalsBefore arrivalsBefore;
    private final TransactionImpacts transactionImpacts;
    private final InTime inTime;

    FoundAlertContexts(
            AffectedServices affected,
            ServiceCalls serviceCalls,
            ChangesBefore changesBefore,
            ArrivalsBefore arrivalsBefore,
            TransactionImpacts transactionImpacts,
            InTime inTime) {
        this.affected = affected;
        this.serviceCalls = serviceCalls;
        this.changesBefore = changesBefore;
        this.arrivalsBefore = arrivalsBefore;
        this.transactionImpacts = transactionImpacts;
        this.inTime = inTime;
    }

    @Override
    public AlertContext about(String env, Labels labels, Instant startedAt, Instant until) {
        long end = System.nanoTime() + LIMIT.toNanos();
        Set<ServiceCall> calls = inTime.begin("who calls whom", Set.<ServiceCall>of(), () -> serviceCalls.in(env))
                .within(LIMIT_OF_CALLS);
        Surroundings around = Surroundings.of(env, affected.of(env, labels, calls), calls);
        Sought<List<RelatedChange>> changes =
                inTime.begin("what changed before an alert", List.of(), () -> changesBefore.find(around, startedAt));
        Sought<List<Impact>> impacts = inTime.begin(
                "whom an alert hits",
                List.of(),
                () -> transactionImpacts.find(around, labels.get(AffectedServices.TRANSACTION), startedAt, until));
        return new AlertContext(
                around.services(),
                around.neighbours().stream().map(Neighbour::name).toList(),
                changes.within(untilThen(end)),
                arrivalsBefore.find(around, startedAt),
                impacts.within(untilThen(end)));
    }

    private static Duration untilThen(long nanos) {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }
}
