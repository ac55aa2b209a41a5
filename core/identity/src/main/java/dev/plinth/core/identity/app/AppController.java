// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.app;

import dev.plinth.core.identity.app.AppSecrets.Purpose;
import dev.plinth.core.identity.audit.IdentityEvent;
import dev.plinth.core.identity.audit.IdentityEvents;
import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Decision;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Secrets of apps over HTTP. The apps themselves are resources. */
@RestController
@RequestMapping("/api/v1/apps/{app}/secrets")
@Tag(name = "Apps")
class AppController {
    private final AppSecrets secrets;
    private final ResourceView resources;
    private final LedgerPosition ledger;
    private final Access access;
    private final IdentityEvents events;

    AppController(
            AppSecrets secrets, ResourceView resources, LedgerPosition ledger, Access access, IdentityEvents events) {
        this.secrets = secrets;
        this.resources = resources;
        this.ledger = ledger;
        this.access = access;
        this.events = events;
    }

    /** The oldest first. */
    record SecretList(List<AppSecrets.AppSecret> items) {}

    @GetMapping
    @Operation(summary = "The secrets of an app, without their values")
    SecretList list(@PathVariable String app, @Parameter(hidden = true) Principal caller) {
        access.require(caller, Verb.READ, key(app));
        require(app);
        return new SecretList(secrets.list(app));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Make a secret for an app",
            description =
                    "The answer is the only place where it is ever shown. One that gets tokens makes only who has every right of the"
                            + " app; one to send telemetry with makes who may change the app.")
    AppSecrets.NewSecret create(
            @PathVariable String app,
            @Parameter(
                            description =
                                    "token for one that gets tokens, ingest for one that sends telemetry and nothing else")
                    @RequestParam(defaultValue = "token")
                    String purpose,
            @Parameter(description = "Wait until this core has read the ledger so far")
                    @RequestParam(defaultValue = "0")
                    long position,
            @Parameter(hidden = true) Principal caller,
            HttpServletRequest request) {
        ledger.await(position, Duration.ofSeconds(5));
        access.require(caller, Verb.WRITE, key(app));
        AppSpec spec = require(app);
        Purpose wanted = purpose(purpose);
        if (wanted == Purpose.TOKEN) {
            requireMayActAs(app, spec, caller);
        }
        AppSecrets.NewSecret made = secrets.create(app, wanted, caller.name());
        events.record(
                IdentityEvent.Type.SECRET_MADE,
                "app:" + app,
                caller.name(),
                request.getRemoteAddr(),
                made.id().toString());
        return made;
    }

    private static Purpose purpose(String code) {
        return Stream.of(Purpose.values())
                .filter(each -> each.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.REQUEST_INVALID,
                        "A parameter is not right.",
                        List.of(new Violation("purpose", code, "token or ingest"))));
    }

    private void requireMayActAs(String app, AppSpec spec, Principal caller) {
        Decision decision = access.decideActAs(caller, new Principal("app:" + app, Set.of()));
        if (!decision.allowed()) {
            throw new ProblemException(ErrorCode.FORBIDDEN, decision.reason());
        }
        if (spec.isPublic()) {
            throw new ProblemException(
                    ErrorCode.REQUEST_INVALID,
                    "App/" + app + " is a public client, which cannot keep a secret (expected: publicClient: false).");
        }
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete a secret of an app", description = "It is good no more from this moment.")
    void delete(
            @PathVariable String app,
            @PathVariable UUID id,
            @Parameter(hidden = true) Principal caller,
            HttpServletRequest request) {
        access.require(caller, Verb.WRITE, key(app));
        if (!secrets.delete(app, id)) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "App/" + app + " has no secret " + id + ".");
        }
        events.record(
                IdentityEvent.Type.SECRET_DELETED, "app:" + app, caller.name(), request.getRemoteAddr(), id.toString());
    }

    private AppSpec require(String app) {
        AppSpec spec = RegisteredApps.spec(resources, app);
        if (spec == null) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "There is no App/" + app + ".");
        }
        return spec;
    }

    private static ResourceKey key(String app) {
        return ResourceKey.global(AppConfiguration.APP, app);
    }
}
