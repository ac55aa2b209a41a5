// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.TelemetryRoom;
import dev.plinth.core.telemetry.business.Tally.Done;
import dev.plinth.core.telemetry.business.TransactionSpec.Amount;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How transactions of the business came out. */
@RestController
@Tag(name = "Business")
class TransactionController {
    private static final int FEW_REASONS = 5;

    private final TelemetryRoom room;
    private final DeclaredTransactions declared;
    private final BusinessStore store;
    private final Access access;
    private final Clock clock;

    TransactionController(
            TelemetryRoom room, DeclaredTransactions declared, BusinessStore store, Access access, Clock clock) {
        this.room = room;
        this.declared = declared;
        this.store = store;
        this.access = access;
        this.clock = clock;
    }

    /** All transactions of an environment that the caller may read, by title. */
    record TransactionList(Instant from, Instant to, List<TransactionSummary> items) {}

    /**
     * A transaction over some time.
     *
     * @param source route or event
     * @param about name of the route or event
     * @param unit of amounts; null when they have none
     * @param successRate from 0 to 1; null when there were none
     * @param amount of those that succeeded
     * @param failedAmount of those that failed
     * @param users how many different ones; estimated, with a standard error of 0.8 %
     * @param failedUsers to whom one at least failed
     * @param reasons of failures, the most frequent first
     */
    record TransactionSummary(
            String name,
            String title,
            String source,
            String about,
            @Nullable String unit,
            long count,
            long failures,
            @Nullable Double successRate,
            BigDecimal amount,
            BigDecimal failedAmount,
            long users,
            long failedUsers,
            List<Reason> reasons) {}

    /** Failures for one reason. */
    record Reason(String reason, long count, BigDecimal amount, long users) {}

    /**
     * A transaction over time.
     *
     * @param step minute, hour or day
     * @param steps the oldest first; those in which nothing happened are left out
     */
    record TransactionHistory(
            Instant from, Instant to, String step, TransactionSummary total, List<TransactionStep> steps) {}

    /** What began in the step that begins then. */
    record TransactionStep(
            Instant at,
            long count,
            long failures,
            BigDecimal amount,
            BigDecimal failedAmount,
            long users,
            long failedUsers) {}

    /** What came out in one way or the other. */
    private static final class Sum {
        final Done succeeded = new Done();
        final Done failed = new Done();
        final Map<String, Done> reasons = new HashMap<>();

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

        TransactionStep step(Instant at) {
            return new TransactionStep(
                    at, count(), failed.count, succeeded.amount, failed.amount, users(), failed.users.estimate());
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

    @GetMapping("/api/v1/business/transactions")
    @Operation(
            summary = "Transactions and how they came out",
            description = "Those that are declared (kind Transaction) and that the caller may read.")
    TransactionList transactions(
            @RequestParam String env,
            @Parameter(description = "A day before to if absent") @RequestParam(required = false) @Nullable
                    Instant from,
            @Parameter(description = "Now if absent") @RequestParam(required = false) @Nullable Instant to,
            @Parameter(hidden = true) Principal caller) {
        room.require();
        Window window = Window.of(from, to, null, "UTC", clock);
        Map<String, Sum> sums = new HashMap<>();
        store.done(
                !window.byMinute(),
                env,
                window.from(),
                window.to(),
                (at, done) -> sums.computeIfAbsent(at.transaction(), each -> new Sum())
                        .add(at.reason(), done));
        return new TransactionList(
                window.from(),
                window.to(),
                declared.all().stream()
                        .filter(each -> Objects.equals(each.key().env(), env)
                                && access.decide(caller, Verb.READ, each.key()).allowed())
                        .map(each ->
                                sums.getOrDefault(each.key().name(), new Sum()).summary(each, FEW_REASONS))
                        .sorted(Comparator.comparing(TransactionSummary::title))
                        .toList());
    }

    @GetMapping("/api/v1/business/transactions/{name}")
    @Operation(summary = "A transaction over time, and why it failed")
    TransactionHistory history(
            @PathVariable String name,
            @RequestParam String env,
            @Parameter(description = "A day before to if absent") @RequestParam(required = false) @Nullable
                    Instant from,
            @Parameter(description = "Now if absent") @RequestParam(required = false) @Nullable Instant to,
            @Parameter(description = "minute, hour or day; what suits the time if absent")
                    @RequestParam(required = false)
                    @Nullable
                    String step,
            @Parameter(description = "Time zone of days") @RequestParam(defaultValue = "UTC") String zone,
            @Parameter(hidden = true) Principal caller) {
        room.require();
        ResourceKey key = new ResourceKey(TransactionSpec.KIND, env, name);
        access.require(caller, Verb.READ, key);
        DeclaredTransaction transaction = declared.all().stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, key + " does not exist."));
        Window window = Window.of(from, to, step, zone, clock);
        Sum total = new Sum();
        Map<Instant, Sum> steps = new TreeMap<>();
        store.done(!window.byMinute(), env, window.from(), window.to(), (at, done) -> {
            if (at.transaction().equals(name)) {
                total.add(at.reason(), done);
                steps.computeIfAbsent(window.floor(Instant.ofEpochMilli(at.millis())), each -> new Sum())
                        .add(at.reason(), done);
            }
        });
        return new TransactionHistory(
                window.from(),
                window.to(),
                window.stepName(),
                total.summary(transaction, Integer.MAX_VALUE),
                steps.entrySet().stream()
                        .map(each -> each.getValue().step(each.getKey()))
                        .toList());
    }
}
