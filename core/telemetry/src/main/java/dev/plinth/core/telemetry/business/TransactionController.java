// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.telemetry.TelemetryRoom;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
    private final TransactionFigures figures;
    private final BusinessStore store;
    private final Access access;
    private final Clock clock;

    TransactionController(
            TelemetryRoom room,
            DeclaredTransactions declared,
            TransactionFigures figures,
            BusinessStore store,
            Access access,
            Clock clock) {
        this.room = room;
        this.declared = declared;
        this.figures = figures;
        this.store = store;
        this.access = access;
        this.clock = clock;
    }

    /** All transactions of an environment that the caller may read, by title. */
    record TransactionList(Instant from, Instant to, List<TransactionSummary> items) {}

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
        return new TransactionList(
                window.from(),
                window.to(),
                figures.of(
                        env,
                        window.from(),
                        window.to(),
                        FEW_REASONS,
                        name -> access.decide(caller, Verb.READ, new ResourceKey(TransactionSpec.KIND, env, name))
                                .allowed()));
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
        TransactionSum total = new TransactionSum();
        Map<Instant, TransactionSum> steps = new TreeMap<>();
        store.done(!window.byMinute(), env, window.from(), window.to(), (at, done) -> {
            if (at.transaction().equals(name)) {
                total.add(at.reason(), done);
                steps.computeIfAbsent(window.floor(Instant.ofEpochMilli(at.millis())), each -> new TransactionSum())
                        .add(at.reason(), done);
            }
        });
        return new TransactionHistory(
                window.from(),
                window.to(),
                window.stepName(),
                total.summary(transaction, Integer.MAX_VALUE),
                steps.entrySet().stream()
                        .map(each -> step(each.getKey(), each.getValue()))
                        .toList());
    }

    private static TransactionStep step(Instant at, TransactionSum sum) {
        return new TransactionStep(
                at,
                sum.count(),
                sum.failed.count,
                sum.succeeded.amount,
                sum.failed.amount,
                sum.users(),
                sum.failed.users.estimate());
    }
}
