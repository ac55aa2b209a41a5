// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import dev.plinth.core.kernel.resource.ResourceKey;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who the caller is, and why somebody may do something or not. */
@RestController
@Tag(name = "Access")
class AccessController {
    private final Access access;

    AccessController(Access access) {
        this.access = access;
    }

    /** Who asks. */
    record WhoAmI(String principal, Set<String> groups) {}

    @GetMapping("/api/v1/whoami")
    @Operation(summary = "Who the caller is")
    WhoAmI whoAmI(@Parameter(hidden = true) Principal principal) {
        return new WhoAmI(principal.name(), principal.groups());
    }

    @GetMapping("/api/v1/access/explain")
    @Operation(
            summary = "Why somebody may do something, or not",
            description = "About oneself anybody may ask; about others only who may read role bindings.")
    Decision explain(
            @RequestParam String verb,
            @RequestParam String kind,
            @RequestParam(defaultValue = ResourceKey.GLOBAL) String env,
            @RequestParam String name,
            @Parameter(description = "As user:ada; the caller if absent") @RequestParam(required = false) @Nullable
                    String principal,
            @Parameter(hidden = true) Principal caller) {
        Principal about = caller;
        if (principal != null && !principal.equals(caller.name())) {
            access.require(caller, Verb.READ, ResourceKey.global(AccessConfiguration.ROLE_BINDING, "*"));
            about = new Principal(principal, Set.of());
        }
        return access.decide(about, verb(verb), new ResourceKey(kind, env, name));
    }

    private static Verb verb(String text) {
        try {
            return Verb.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ErrorCode.REQUEST_INVALID,
                    "The verb is not known.",
                    List.of(new Violation("verb", text, "read, write, delete or reveal")),
                    java.util.Map.of(),
                    e);
        }
    }
}
