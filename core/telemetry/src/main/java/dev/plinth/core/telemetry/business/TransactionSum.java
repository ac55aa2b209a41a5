// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import dev.plinth.core.telemetry.business.Tally.Done;
import dev.plinth.core.telemetry.business.TransactionSpec.Amount;
import dev.plinth.core.telemetry.business.TransactionSummary.Reason;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** What came out in one way or the other, added up. For one thread. */
final class TransactionSum {
    final Done succeeded = new Done();
    final Done failed = new Done();
    private final Map<String, Done> reasons = new HashMap<>();

    /** @param reason empty for what has succeeded */
    void add(String reason, Done done) {
        if (reason.isEmpty()) {
            succeeded.add(done);
        } else {
            failed.add(done);
            reasons.computeIfAbsent(reason, each -> new Done()).add(done);
        }
    }

    long count() {
        return succeeded.count + failed.count;
    }

    long users() {
        Distinct users = new Distinct();
        users.add(succeeded.users);
        users.add(failed.users);
        return users.estimate();
    }

    TransactionSummary summary(DeclaredTransaction transaction, int mostReasons) {
        Amount amount = transaction.spec().amount();
        return new TransactionSummary(
                transaction.key().name(),
                transaction.spec().titleOr(transaction.key().name()),
                transaction.sort() == Happening.Sort.REQUEST ? "route" : "event",
                transaction.about(),
                amount == null ? null : amount.unit(),
                count(),
                failed.count,
                count() == 0 ? null : (double) succeeded.count / count(),
                succeeded.amount,
                failed.amount,
                users(),
                failed.users.estimate(),
                reasons.entrySet().stream()
                        .map(each -> new Reason(
                                each.getKey(),
                                each.getValue().count,
                                each.getValue().amount,
                                each.getValue().users.estimate()))
                        .sorted(Comparator.comparingLong(Reason::count)
                                .reversed()
                                .thenComparing(Reason::reason))
                        .limit(mostReasons)
                        .toList());
    }
}
