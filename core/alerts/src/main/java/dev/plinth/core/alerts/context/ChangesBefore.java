// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.context;

import dev.plinth.core.alerts.context.AlertContext.RelatedChange;
import dev.plinth.core.alerts.context.ChangeRanking.Rank;
import dev.plinth.core.alerts.context.ChangeRanking.Ranked;
import dev.plinth.core.kernel.ledger.Change;
import dev.plinth.core.kernel.ledger.Ledger;
import dev.plinth.core.kernel.ledger.LedgerQuery;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds in the ledger what changed before an alert. */
@Component
class ChangesBefore {
    /** Alerts begin when they are noticed, so causes lie before; clocks differ, so some seem to lie after. */
    static final Duration BEFORE = Duration.ofHours(1);

    static final Duration AFTER = Duration.ofMinutes(2);

    private static final int MOST = 10;
    private static final int PAGE = 100;
    /** Of each environment so many are looked at, the newest. */
    private static final int MOST_READ = 1_000;

    private final Ledger ledger;

    ChangesBefore(Ledger ledger) {
        this.ledger = ledger;
    }

    /** A change and how likely it is; without what it changed, which may be large. */
    private record Candidate(RelatedChange change, Rank rank, Duration distance) {
        static final Comparator<Candidate> LIKELIEST_FIRST = Comparator.comparing(Candidate::rank)
                .thenComparing(Candidate::distance)
                .thenComparingLong(each -> each.change.seq());

        static Candidate of(Change change, Ranked ranked, Instant startedAt) {
            ResourceKey key = change.key();
            RelatedChange related = new RelatedChange(
                    change.seq(),
                    change.changeSet(),
                    change.at(),
                    change.author(),
                    change.message(),
                    key.kind(),
                    key.isGlobal() ? null : key.env(),
                    key.name(),
                    change.action().code(),
                    ranked.why(),
                    ranked.rank() == Rank.SERVICE);
            return new Candidate(
                    related,
                    ranked.rank(),
                    Duration.between(change.at(), startedAt).abs());
        }
    }

    /** Of the environment and of none, the likeliest first, of each change set one. */
    List<RelatedChange> find(Surroundings around, Instant startedAt) {
        ChangeRanking ranking = new ChangeRanking(around);
        Map<Long, Candidate> bySet = new HashMap<>();
        for (String env : List.of(around.env(), ResourceKey.GLOBAL)) {
            Long before = null;
            int read = 0;
            List<Change> page;
            do {
                page = ledger.find(query(env, startedAt, before));
                for (Change change : page) {
                    Ranked ranked = ranking.rank(change);
                    if (ranked != null) {
                        bySet.merge(
                                change.changeSet(), Candidate.of(change, ranked, startedAt), ChangesBefore::likelier);
                    }
                    before = change.seq();
                }
                read += page.size();
            } while (page.size() == PAGE && read < MOST_READ);
        }
        return bySet.values().stream()
                .sorted(Candidate.LIKELIEST_FIRST)
                .limit(MOST)
                .map(Candidate::change)
                .toList();
    }

    private static LedgerQuery query(String env, Instant startedAt, @Nullable Long before) {
        return new LedgerQuery(
                null, env, null, null, null, startedAt.minus(BEFORE), startedAt.plus(AFTER), before, PAGE);
    }

    private static Candidate likelier(Candidate one, Candidate other) {
        return Candidate.LIKELIEST_FIRST.compare(one, other) <= 0 ? one : other;
    }
}
