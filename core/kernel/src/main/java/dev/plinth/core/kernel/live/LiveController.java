// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.live;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import dev.plinth.core.kernel.resource.ResourceKey;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Live items over HTTP. */
@RestController
@RequestMapping("/api/v1/live")
@Tag(name = "Live items")
class LiveController {
    private final LiveItems items;
    private final LiveView view;
    private final Access access;

    LiveController(LiveItems items, LiveView view, Access access) {
        this.items = items;
        this.view = view;
        this.access = access;
    }

    /** A whole answer: live items are few enough to come at once. */
    record LiveList(List<LiveItem> items) {}

    @GetMapping("/{kind}")
    @Operation(summary = "What is up, of one kind", description = "What the caller may not read is left out.")
    LiveList list(
            @PathVariable String kind,
            @RequestParam(required = false) @Nullable String env,
            @Parameter(hidden = true) Principal principal) {
        items.require(kind);
        return new LiveList(view.list(kind).stream()
                .filter(item -> env == null || env.equals(item.env()))
                .filter(item -> access.decide(principal, Verb.READ, item.key()).allowed())
                .toList());
    }

    /**
     * What a registration carries.
     *
     * @param leaseSeconds 30 if absent
     */
    record PutBody(
            @Nullable Map<String, String> labels,
            @Nullable JsonNode spec,
            @Nullable LiveState state,
            @Nullable Integer leaseSeconds) {}

    @PutMapping("/{kind}/{name}")
    @Operation(summary = "Register an item, or change it", description = "It stays for its lease, unless renewed.")
    LiveItem put(
            @PathVariable String kind,
            @PathVariable String name,
            @RequestParam(defaultValue = ResourceKey.GLOBAL) String env,
            @RequestBody PutBody body,
            @Parameter(hidden = true) Principal principal) {
        JsonNode spec = body.spec();
        if (spec == null || !spec.isObject()) {
            throw new ProblemException(
                    ErrorCode.REQUEST_INVALID,
                    "The body has no spec.",
                    List.of(new Violation("spec", null, "an object")));
        }
        return items.put(
                principal,
                new ResourceKey(kind, env, name),
                body.labels() == null ? Map.of() : body.labels(),
                spec,
                body.state() == null ? LiveState.UP : body.state(),
                Duration.ofSeconds(body.leaseSeconds() == null ? 30 : body.leaseSeconds()));
    }

    @DeleteMapping("/{kind}/{name}")
    @Operation(summary = "Take an item down")
    ResponseEntity<Void> delete(
            @PathVariable String kind,
            @PathVariable String name,
            @RequestParam(defaultValue = ResourceKey.GLOBAL) String env,
            @Parameter(hidden = true) Principal principal) {
        items.remove(principal, new ResourceKey(kind, env, name));
        return ResponseEntity.noContent().build();
    }

    /** Names a live item. */
    record ItemName(String kind, @Nullable String env, String name) {
        ResourceKey key() {
            return new ResourceKey(kind, env == null ? ResourceKey.GLOBAL : env, name);
        }

        static ItemName of(ResourceKey key) {
            return new ItemName(key.kind(), key.isGlobal() ? null : key.env(), key.name());
        }
    }

    /** Items to renew. */
    record Heartbeat(List<ItemName> items) {}

    /** Items that are not there any more, and have to be registered again. */
    record Unknown(List<ItemName> unknown) {}

    @PostMapping("/heartbeats")
    @Operation(summary = "Renew the leases of many items", description = "The answer names those to register again.")
    Unknown renew(@RequestBody Heartbeat heartbeat, @Parameter(hidden = true) Principal principal) {
        List<ResourceKey> keys = heartbeat.items().stream().map(ItemName::key).toList();
        return new Unknown(
                items.renew(principal, keys).stream().map(ItemName::of).toList());
    }
}
