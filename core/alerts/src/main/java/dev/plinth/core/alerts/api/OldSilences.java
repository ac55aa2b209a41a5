// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import dev.plinth.core.alerts.routing.SilenceSpec;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.ledger.Intent;
import dev.plinth.core.kernel.ledger.Ledger;
import dev.plinth.core.kernel.ledger.Mutation;
import dev.plinth.core.kernel.ledger.Precondition;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.core.telemetry.metric.MetricSink;
import dev.plinth.core.telemetry.metric.duty.Duty;
import dev.plinth.core.telemetry.metric.duty.DutyWork;
import dev.plinth.core.telemetry.metric.duty.Loops;
import dev.plinth.core.telemetry.metric.duty.Task;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Deletes silences that have been over for five days, as Alertmanager forgets them. In the ledger they stay. */
@Component
class OldSilences implements DutyWork {
    static final Duration KEPT = Duration.ofDays(5);

    private static final Logger LOG = LoggerFactory.getLogger(OldSilences.class);
    private static final String DUTY = "old-silences";
    private static final Duration LOOK = Duration.ofSeconds(15);
    /** In one change set. */
    private static final int MOST = 500;

    private final Ledger ledger;
    private final ResourceView resources;
    private final Kind<SilenceSpec> kind;
    private final Clock clock;
    private volatile @Nullable Loops<String, String, Look> loops;

    OldSilences(Ledger ledger, ResourceView resources, Kind<SilenceSpec> kind, Clock clock) {
        this.ledger = ledger;
        this.resources = resources;
        this.kind = kind;
        this.clock = clock;
    }

    @Override
    public void begin(MetricSink sink, Duty duty) {
        loops = new Loops<>(DUTY, duty, clock, subject -> new Look());
    }

    @Override
    public void reconcile() {
        Loops<String, String, Look> open = loops;
        if (open != null) {
            open.reconcile(() -> Map.of(DUTY, DUTY));
        }
    }

    @Override
    public void end() {
        Loops<String, String, Look> open = loops;
        if (open != null) {
            loops = null;
            open.close();
        }
    }

    private void deleteOver(Instant before) {
        List<Mutation> old = resources.list(kind.name()).stream()
                .filter(silence -> kind.read(silence).endsAt().isBefore(before))
                .limit(MOST)
                .<Mutation>map(
                        silence -> new Mutation.Delete(silence.key(), new Precondition.Revision(silence.revision())))
                .toList();
        if (old.isEmpty()) {
            return;
        }
        try {
            ledger.apply(new Intent(
                    Principal.SYSTEM, "Silences that have been over for %d days".formatted(KEPT.toDays()), old, false));
        } catch (ProblemException | DataAccessException | TransactionException e) {
            LOG.debug("Silences that are long over are deleted later", e);
        }
    }

    /** Looks for them. There is one. */
    private final class Look implements Task<String> {
        @Override
        public String subject() {
            return DUTY;
        }

        @Override
        public void update(String changed) {
            // it is always the same
        }

        @Override
        public String name() {
            return DUTY;
        }

        @Override
        public Duration interval() {
            return LOOK;
        }

        @Override
        public long hash() {
            return 0;
        }

        @Override
        public void run(long due) {
            deleteOver(clock.instant().minus(KEPT));
        }

        @Override
        public boolean end(long time) {
            return true;
        }
    }
}
