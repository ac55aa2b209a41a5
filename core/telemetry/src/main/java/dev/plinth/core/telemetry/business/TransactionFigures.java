// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import dev.plinth.core.telemetry.business.Tally.AtTransaction;
import dev.plinth.core.telemetry.business.Tally.Done;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** How transactions of the business came out, for whoever may know. */
@Component
public class TransactionFigures {
    private final DeclaredTransactions declared;
    private final BusinessStore store;

    TransactionFigures(DeclaredTransactions declared, BusinessStore store) {
        this.declared = declared;
        this.store = store;
    }

    /**
     * All that are wanted of those that are declared in an environment, by title, also when there was none.
     *
     * @param from begin of a minute
     * @param to exclusive; what began in the minute with it counts
     * @param wanted by name
     */
    public List<TransactionSummary> of(
            String env, Instant from, Instant to, int mostReasons, Predicate<String> wanted) {
        Map<String, TransactionSum> sums = new HashMap<>();
        List<DeclaredTransaction> transactions = declared.all().stream()
                .filter(each ->
                        each.key().env().equals(env) && wanted.test(each.key().name()))
                .toList();
        transactions.forEach(each -> sums.put(each.key().name(), new TransactionSum()));
        read(env, from, to, (at, done) -> {
            TransactionSum sum = sums.get(at.transaction());
            if (sum != null) {
                sum.add(at.reason(), done);
            }
        });
        return transactions.stream()
                .map(each -> Objects.requireNonNull(sums.get(each.key().name())).summary(each, mostReasons))
                .sorted(Comparator.comparing(TransactionSummary::title))
                .toList();
    }

    /** Whole hours by the hour, as there may be many of them; what is before and after them by the minute. */
    private void read(String env, Instant from, Instant to, BiConsumer<AtTransaction, Done> each) {
        Instant floor = from.truncatedTo(ChronoUnit.HOURS);
        Instant firstHour = floor.equals(from) ? from : floor.plus(1, ChronoUnit.HOURS);
        Instant lastHour = to.truncatedTo(ChronoUnit.HOURS);
        if (!firstHour.isBefore(lastHour)) {
            store.done(false, env, from, to, each);
            return;
        }
        if (from.isBefore(firstHour)) {
            store.done(false, env, from, firstHour, each);
        }
        store.done(true, env, firstHour, lastHour, each);
        if (lastHour.isBefore(to)) {
            store.done(false, env, lastHour, to, each);
        }
    }
}
