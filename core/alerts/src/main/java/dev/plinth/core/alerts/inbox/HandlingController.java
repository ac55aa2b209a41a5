// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.inbox;

import dev.plinth.core.alerts.history.AlertReader;
import dev.plinth.core.alerts.history.AlertRecord;
import dev.plinth.core.alerts.history.AlertWriter;
import dev.plinth.core.alerts.history.AlertWriter.Entry;
import dev.plinth.core.alerts.history.Happening;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.ledger.Ledger;
import dev.plinth.core.kernel.ledger.Outcome;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What people do about an alert. All of it is in its timeline. */
@RestController
@Tag(name = "Alerts")
class HandlingController {
    private final AlertReader reader;
    private final AlertWriter writer;
    private final AlertRights rights;
    private final Inbox inbox;
    private final Ledger ledger;
    private final TransactionTemplate transaction;
    private final Clock clock;

    HandlingController(
            AlertReader reader,
            AlertWriter writer,
            AlertRights rights,
            Inbox inbox,
            Ledger ledger,
            TransactionTemplate transaction,
            Clock clock) {
        this.reader = reader;
        this.writer = writer;
        this.rights = rights;
        this.inbox = inbox;
        this.ledger = ledger;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** @param take whether also when somebody else has claimed it */
    record Claim(@Nullable Boolean take) {}

    /** What somebody has to say. */
    record Comment(@NotBlank @Size(max = 10_000) String text) {}

    /**
     * What is to be undone.
     *
     * @param changeSet as the alert names it
     * @param message why; that it is because of the alert if absent
     */
    record Reverting(
            @NotNull Long changeSet,
            @Nullable @Size(max = 2_000) String message) {}

    /** @param position of the ledger that is reached when it is undone */
    record Reverted(long position) {}

    @PostMapping("/api/v1/alerts/{id}/claim")
    @Operation(
            summary = "Take care of an alert",
            description = "It is not escalated any more. Needs the right to write Alerts.")
    AlertSummary claim(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Claim claim,
            @Parameter(hidden = true) Principal caller) {
        AlertRecord alert = rights.handle(caller, id);
        boolean over = claim != null && Boolean.TRUE.equals(claim.take());
        boolean claimed = Boolean.TRUE.equals(transaction.execute(_ -> {
            boolean done = writer.claim(alert.id(), caller.name(), over, clock.instant());
            if (done) {
                String from = alert.claimedBy() == null ? "" : ", taken over from " + alert.claimedBy();
                happened(alert, Happening.Type.CLAIMED, caller, "Claimed" + from, Map.of());
            }
            return done;
        }));
        AlertRecord now = reader.find(alert.id()).orElse(alert);
        if (!claimed && !caller.name().equals(now.claimedBy())) {
            refuse(now);
        }
        return inbox.summary(now, caller);
    }

    private static void refuse(AlertRecord alert) {
        if (alert.isOver()) {
            throw new ProblemException(ErrorCode.ALERT_OVER, "The alert ended at " + alert.endedAt() + ".");
        }
        throw new ProblemException(
                ErrorCode.ALERT_CLAIMED,
                alert.claimedBy() + " takes care of it since " + alert.claimedAt() + ".",
                List.of(new Violation("take", false, "true, to take it over")));
    }

    @DeleteMapping("/api/v1/alerts/{id}/claim")
    @Operation(summary = "Take care of an alert no more", description = "It is escalated again, if it was to be.")
    AlertSummary release(@PathVariable String id, @Parameter(hidden = true) Principal caller) {
        AlertRecord alert = rights.handle(caller, id);
        transaction.executeWithoutResult(_ -> {
            if (writer.release(alert.id())) {
                happened(alert, Happening.Type.RELEASED, caller, "Released", Map.of());
            }
        });
        return inbox.summary(reader.find(alert.id()).orElse(alert), caller);
    }

    @PostMapping("/api/v1/alerts/{id}/comments")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Say something about an alert")
    Happening comment(
            @PathVariable String id, @RequestBody @Valid Comment comment, @Parameter(hidden = true) Principal caller) {
        return happened(
                rights.handle(caller, id),
                Happening.Type.COMMENTED,
                caller,
                comment.text().strip(),
                Map.of());
    }

    @PostMapping("/api/v1/alerts/{id}/revert")
    @Operation(
            summary = "Undo a change because of an alert",
            description =
                    "Reverts the change set, as the ledger does, and says so in the timeline. Needs the right to write Alerts and what"
                            + " was changed.")
    Reverted revert(
            @PathVariable String id,
            @RequestBody @Valid Reverting reverting,
            @Parameter(hidden = true) Principal caller) {
        AlertRecord alert = rights.handle(caller, id);
        String message = reverting.message() == null || reverting.message().isBlank()
                ? "Revert change set %d because of the alert %s (%d)"
                        .formatted(reverting.changeSet(), alert.name(), alert.id())
                : reverting.message();
        Outcome outcome = ledger.revert(reverting.changeSet(), caller, message, false);
        happened(
                alert,
                Happening.Type.REVERTED,
                caller,
                message,
                Map.of(
                        "changeSet",
                        String.valueOf(reverting.changeSet()),
                        "position",
                        String.valueOf(outcome.position())));
        return new Reverted(outcome.position());
    }

    private Happening happened(
            AlertRecord alert, Happening.Type type, Principal caller, String text, Map<String, String> data) {
        Happening happening = new Happening(clock.instant(), type, caller.name(), text, data);
        writer.happened(List.of(new Entry(alert.id(), happening)));
        return happening;
    }
}
