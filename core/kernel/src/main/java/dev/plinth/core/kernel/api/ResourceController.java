// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.api;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Decision;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.kind.Kinds;
import dev.plinth.core.kernel.ledger.Intent;
import dev.plinth.core.kernel.ledger.Ledger;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.kernel.ledger.Mutation;
import dev.plinth.core.kernel.ledger.Outcome;
import dev.plinth.core.kernel.ledger.Precondition;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import dev.plinth.core.kernel.resource.LabelSelector;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceDocument;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** One resource at a time, and lists of them. */
@RestController
@RequestMapping("/api/v1/resources/{kind}")
@Tag(name = "Resources")
class ResourceController {
    /** How far the ledger is after a write; reads may ask for at least that. */
    static final String POSITION = "Plinth-Position";

    private static final Duration READ_YOUR_WRITES = Duration.ofSeconds(5);

    private final ResourceView resources;
    private final LedgerPosition ledgerPosition;
    private final Ledger ledger;
    private final Kinds kinds;
    private final Access access;

    ResourceController(
            ResourceView resources, LedgerPosition ledgerPosition, Ledger ledger, Kinds kinds, Access access) {
        this.resources = resources;
        this.ledgerPosition = ledgerPosition;
        this.ledger = ledger;
        this.kinds = kinds;
        this.access = access;
    }

    @GetMapping
    @Operation(
            summary = "List the resources of a kind",
            description = "Sorted by name and environment; what the caller may not read is left out.")
    Page<ResourceDocument> list(
            @PathVariable String kind,
            @RequestParam(required = false) @Nullable String env,
            @Parameter(description = "As app=shop,tier!=test,canary,!old") @RequestParam(defaultValue = "")
                    String labelSelector,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(required = false) @Nullable String cursor,
            @Parameter(description = "Answer only when the ledger has been read at least this far")
                    @RequestParam(defaultValue = "0")
                    long position,
            @Parameter(hidden = true) Principal principal) {
        kinds.require(kind);
        // first: what was written may have been a right
        ledgerPosition.await(position, READ_YOUR_WRITES);
        Decision decision = access.decideAny(principal, Verb.READ, kind);
        if (!decision.allowed()) {
            throw new ProblemException(ErrorCode.FORBIDDEN, decision.reason());
        }
        int size = Page.checkedLimit(limit);
        LabelSelector selector = LabelSelector.parse(labelSelector);
        long at = resources.position();
        Stream<Resource> wanted = resources.list(kind).stream()
                .filter(resource -> env == null || resource.key().env().equals(env))
                .filter(resource -> selector.matches(resource.labels()))
                .filter(resource ->
                        access.decide(principal, Verb.READ, resource.key()).allowed());
        if (cursor != null) {
            ResourceKey after = key(kind, cursor);
            wanted = wanted.filter(resource -> resource.key().compareTo(after) > 0);
        }
        List<Resource> found = wanted.limit(size + 1L).toList();
        boolean more = found.size() > size;
        List<Resource> page = more ? found.subList(0, size) : found;
        return new Page<>(
                page.stream().map(ResourceDocument::of).toList(),
                more ? cursor(page.getLast().key()) : null,
                at);
    }

    @GetMapping("/{name}")
    @Operation(summary = "Get a resource")
    ResponseEntity<ResourceDocument> get(
            @PathVariable String kind,
            @PathVariable String name,
            @RequestParam(defaultValue = ResourceKey.GLOBAL) String env,
            @RequestParam(defaultValue = "0") long position,
            @RequestHeader(name = "If-None-Match", required = false) @Nullable String ifNoneMatch,
            @Parameter(hidden = true) Principal principal) {
        kinds.require(kind);
        ResourceKey key = new ResourceKey(kind, env, name);
        ledgerPosition.await(position, READ_YOUR_WRITES);
        access.require(principal, Verb.READ, key);
        Resource resource = resources.find(key);
        if (resource == null) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "There is no " + key + ".");
        }
        String tag = etag(resource.revision());
        if (tag.equals(ifNoneMatch)) {
            return ResponseEntity.status(HttpStatus.NOT_MODIFIED).eTag(tag).build();
        }
        return ResponseEntity.ok().eTag(tag).body(ResourceDocument.of(resource));
    }

    /** What a put carries. */
    record PutBody(
            @Nullable Map<String, String> labels, @Nullable JsonNode spec) {}

    @PutMapping("/{name}")
    @Operation(
            summary = "Create a resource or replace it as a whole",
            description = "With If-Match it must be at that revision, with If-None-Match: * it must not exist yet.")
    ResponseEntity<OutcomeDocument> put(
            @PathVariable String kind,
            @PathVariable String name,
            @RequestParam(defaultValue = ResourceKey.GLOBAL) String env,
            @RequestParam(defaultValue = "") String message,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestHeader(name = "If-None-Match", required = false) @Nullable String ifNoneMatch,
            @RequestBody PutBody body,
            @Parameter(hidden = true) Principal principal) {
        JsonNode spec = body.spec();
        if (spec == null || !spec.isObject()) {
            throw new ProblemException(
                    ErrorCode.SPEC_INVALID,
                    "The body has no spec.",
                    List.of(new Violation("spec", spec == null ? null : spec.toString(), "an object")));
        }
        Mutation put = new Mutation.Put(
                new ResourceKey(kind, env, name),
                body.labels() == null ? Map.of() : body.labels(),
                spec,
                precondition(ifMatch, ifNoneMatch));
        return written(ledger.apply(new Intent(principal, message, List.of(put), dryRun)), dryRun);
    }

    @DeleteMapping("/{name}")
    @Operation(summary = "Delete a resource", description = "With If-Match it must be at that revision.")
    ResponseEntity<OutcomeDocument> delete(
            @PathVariable String kind,
            @PathVariable String name,
            @RequestParam(defaultValue = ResourceKey.GLOBAL) String env,
            @RequestParam(defaultValue = "") String message,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @Parameter(hidden = true) Principal principal) {
        kinds.require(kind);
        Mutation delete = new Mutation.Delete(new ResourceKey(kind, env, name), precondition(ifMatch, null));
        return written(ledger.apply(new Intent(principal, message, List.of(delete), dryRun)), dryRun);
    }

    static ResponseEntity<OutcomeDocument> written(Outcome outcome, boolean dryRun) {
        ResponseEntity.BodyBuilder response = ResponseEntity.ok().header(POSITION, Long.toString(outcome.position()));
        if (outcome.changes().size() == 1 && outcome.changes().getFirst().after() != null && !dryRun) {
            response.eTag(etag(outcome.changes().getFirst().seq()));
        }
        return response.body(OutcomeDocument.of(outcome, dryRun));
    }

    private static Precondition precondition(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        if (ifNoneMatch != null) {
            if (!ifNoneMatch.strip().equals("*")) {
                throw badHeader("If-None-Match", ifNoneMatch, "*");
            }
            return Precondition.ABSENT;
        }
        if (ifMatch == null) {
            return Precondition.NONE;
        }
        String tag = ifMatch.strip();
        if (tag.matches("\"\\d{1,18}\"")) {
            return new Precondition.Revision(Long.parseLong(tag.substring(1, tag.length() - 1)));
        }
        throw badHeader("If-Match", ifMatch, "an ETag as the server gave it, like \"42\"");
    }

    private static ProblemException badHeader(String name, String value, String expected) {
        return new ProblemException(
                ErrorCode.REQUEST_INVALID,
                "The header " + name + " cannot be read.",
                List.of(new Violation(name, value, expected)));
    }

    private static String etag(long revision) {
        return "\"" + revision + "\"";
    }

    private static String cursor(ResourceKey key) {
        return Page.cursor(key.name() + "\n" + key.env());
    }

    private static ResourceKey key(String kind, String cursor) {
        String[] parts = Page.clear(cursor).split("\n", -1);
        if (parts.length != 2) {
            throw Page.badCursor(cursor);
        }
        return new ResourceKey(kind, parts[1], parts[0]);
    }
}
