// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.api;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.kind.Kinds;
import dev.plinth.core.kernel.kind.Scope;
import dev.plinth.core.kernel.ledger.Intent;
import dev.plinth.core.kernel.ledger.Ledger;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.kernel.ledger.Mutation;
import dev.plinth.core.kernel.ledger.Precondition;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import dev.plinth.core.kernel.resource.LabelSelector;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Many resources at once, all or nothing. */
@RestController
@Tag(name = "Resources")
class ApplyController {
    private static final Duration CATCH_UP = Duration.ofSeconds(5);

    private final Documents documents;
    private final Ledger ledger;
    private final Kinds kinds;
    private final Access access;
    private final ResourceView resources;
    private final LedgerPosition position;

    ApplyController(
            Documents documents,
            Ledger ledger,
            Kinds kinds,
            Access access,
            ResourceView resources,
            LedgerPosition position) {
        this.documents = documents;
        this.ledger = ledger;
        this.kinds = kinds;
        this.access = access;
        this.resources = resources;
        this.position = position;
    }

    @PostMapping(
            path = "/api/v1/apply",
            consumes = {MediaType.APPLICATION_JSON_VALUE, "application/yaml", "application/x-yaml", "text/yaml"})
    @Operation(
            summary = "Apply documents as one change set",
            description =
                    "YAML with --- between documents, or JSON. All of it happens or nothing; with dryRun nothing does"
                            + " and the answer tells what would. With prune, resources that match the selector and are in no"
                            + " document are deleted in the same change set.")
    ResponseEntity<OutcomeDocument> apply(
            @Parameter(description = "For documents that name no environment") @RequestParam(required = false) @Nullable
                    String env,
            @Parameter(description = "Why, for the ledger") @RequestParam(defaultValue = "") String message,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestParam(defaultValue = "false") boolean prune,
            @Parameter(description = "What prune looks at; required with it") @RequestParam(defaultValue = "")
                    String labelSelector,
            @RequestHeader("Content-Type") MediaType contentType,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(description = "The documents") @RequestBody
                    byte[] body,
            @Parameter(hidden = true) Principal principal) {
        boolean json = contentType.isCompatibleWith(MediaType.APPLICATION_JSON);
        List<Mutation.Put> puts =
                documents.read(body, json, env, kind -> kinds.require(kind).scope() == Scope.ENV);
        List<Mutation> mutations = new ArrayList<>(puts);
        if (prune) {
            mutations.addAll(pruned(puts, LabelSelector.parse(labelSelector), env, principal));
        }
        return ResourceController.written(ledger.apply(new Intent(principal, message, mutations, dryRun)), dryRun);
    }

    private List<Mutation.Delete> pruned(
            List<Mutation.Put> puts, LabelSelector selector, @Nullable String env, Principal principal) {
        if (selector.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.REQUEST_INVALID,
                    "Prune needs a label selector, or it would delete everything else.",
                    List.of(new Violation("labelSelector", null, "a selector, as app=shop")));
        }
        position.await(ledger.head(), CATCH_UP);
        Set<ResourceKey> kept = puts.stream().map(Mutation::key).collect(Collectors.toCollection(HashSet::new));
        return resources.snapshot().resources().stream()
                .filter(resource -> env == null || resource.key().env().equals(env))
                .filter(resource -> selector.matches(resource.labels()))
                .map(Resource::key)
                .filter(key -> !kept.contains(key))
                .filter(key -> access.decide(principal, Verb.READ, key).allowed())
                .map(key -> new Mutation.Delete(key, Precondition.NONE))
                .toList();
    }
}
