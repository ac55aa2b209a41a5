// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.api;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.ledger.Change;
import dev.plinth.core.kernel.ledger.Ledger;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.kernel.ledger.LedgerQuery;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The ledger: who changed what, when and why, and the way back. */
@RestController
@RequestMapping("/api/v1/changes")
@Tag(name = "Ledger")
class LedgerController {
    private final Ledger ledger;
    private final LedgerPosition position;
    private final Access access;

    LedgerController(Ledger ledger, LedgerPosition position, Access access) {
        this.ledger = ledger;
        this.position = position;
        this.access = access;
    }

    @GetMapping
    @Operation(
            summary = "Changes, the newest first",
            description =
                    "Those of resources the caller may not read are left out, so a page may be shorter than its limit.")
    Page<ChangeDocument> list(
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable String env,
            @RequestParam(required = false) @Nullable String name,
            @RequestParam(required = false) @Nullable String author,
            @RequestParam(required = false) @Nullable Long changeSet,
            @Parameter(description = "Inclusive, ISO 8601") @RequestParam(required = false) @Nullable Instant from,
            @Parameter(description = "Exclusive, ISO 8601") @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor,
            @Parameter(hidden = true) Principal principal) {
        int size = Page.checkedLimit(limit);
        long at = position.position();
        List<Change> found =
                ledger.find(new LedgerQuery(kind, env, name, author, changeSet, from, to, before(cursor), size + 1));
        boolean more = found.size() > size;
        List<Change> page = more ? found.subList(0, size) : found;
        return new Page<>(
                page.stream()
                        .filter(change -> access.decide(principal, Verb.READ, change.key())
                                .allowed())
                        .map(ChangeDocument::of)
                        .toList(),
                more ? Page.cursor(Long.toString(page.getLast().seq())) : null,
                at);
    }

    @GetMapping("/{seq}")
    @Operation(summary = "One change")
    ChangeDocument get(@PathVariable long seq, @Parameter(hidden = true) Principal principal) {
        List<Change> found = ledger.find(new LedgerQuery(null, null, null, null, null, null, null, seq + 1, 1));
        if (found.isEmpty() || found.getFirst().seq() != seq) {
            throw new ProblemException(ErrorCode.CHANGE_NOT_FOUND, "There is no change " + seq + ".");
        }
        access.require(principal, Verb.READ, found.getFirst().key());
        return ChangeDocument.of(found.getFirst());
    }

    @PostMapping("/{seq}/revert")
    @Operation(
            summary = "Undo the whole change set that the change belongs to",
            description = "A conflict when any of its resources was changed since; the answer names those changes.")
    ResponseEntity<OutcomeDocument> revert(
            @PathVariable long seq,
            @RequestParam(defaultValue = "") String message,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @Parameter(hidden = true) Principal principal) {
        return ResourceController.written(ledger.revert(seq, principal, message, dryRun), dryRun);
    }

    private static @Nullable Long before(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            return Long.valueOf(Page.clear(cursor));
        } catch (NumberFormatException e) {
            throw Page.badCursor(cursor);
        }
    }
}
