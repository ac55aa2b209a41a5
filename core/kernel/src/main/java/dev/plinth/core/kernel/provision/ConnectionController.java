// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.provision;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.kernel.provision.Provisioning.Provided;
import dev.plinth.core.kernel.provision.Provisioning.State;
import dev.plinth.core.kernel.resource.ResourceKey;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What apps get of the engines, and how far that has come. */
@RestController
@Tag(name = "Engine access")
class ConnectionController {
    /** What rights to an app's connections are named by; there are no such resources. */
    static final String CONNECTIONS = "Connections";

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Provisioning provisioning;
    private final LedgerPosition ledger;
    private final Access access;

    ConnectionController(Provisioning provisioning, LedgerPosition ledger, Access access) {
        this.provisioning = provisioning;
        this.ledger = ledger;
        this.access = access;
    }

    /**
     * How an app reaches what it was given.
     *
     * @param object what it is called in the engine
     * @param problem why it is not ready; null when it is
     * @param url null until it is ready, and so are the others
     * @param properties what else its clients must know
     */
    record ConnectionDocument(
            String kind,
            String name,
            String engine,
            String object,
            boolean ready,
            @Nullable String problem,
            @Nullable String url,
            @Nullable String username,
            @Nullable String password,
            Map<String, String> properties) {}

    record Connections(String app, String env, List<ConnectionDocument> items) {}

    /**
     * What has become of a resource.
     *
     * @param state ready, pending or failed
     */
    record ProvidedDocument(
            String kind,
            String env,
            String name,
            String engine,
            String object,
            List<String> apps,
            String state,
            @Nullable String problem,
            long revision) {}

    record ProvidedList(List<ProvidedDocument> items) {}

    @GetMapping("/api/v1/connections")
    @Operation(
            summary = "How an app reaches its databases, topics, indexes and cache spaces",
            description =
                    "With passwords of accounts that are the app's own, so it needs the right to reveal Connections.")
    ResponseEntity<Connections> connections(
            @RequestParam String app,
            @RequestParam String env,
            @Parameter(description = "Wait until this core has read the ledger so far")
                    @RequestParam(defaultValue = "0")
                    long position,
            @Parameter(hidden = true) Principal caller) {
        ledger.await(position, LIMIT);
        access.require(caller, Verb.REVEAL, new ResourceKey(CONNECTIONS, env, app));
        List<ConnectionDocument> items = provisioning.all().stream()
                .filter(provided -> provided.resource().key().env().equals(env))
                .filter(provided ->
                        provided.provisioner().apps(provided.resource()).contains(app))
                .map(provided -> connection(provided, app))
                .toList();
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(new Connections(app, env, items));
    }

    private static ConnectionDocument connection(Provided provided, String app) {
        ResourceKey key = provided.resource().key();
        Provisioner provisioner = provided.provisioner();
        String object = provisioner.object(provided.resource());
        if (provided.state() != State.READY) {
            return new ConnectionDocument(
                    key.kind(),
                    key.name(),
                    provisioner.engine(),
                    object,
                    false,
                    provided.problem() == null ? "It is being made." : provided.problem(),
                    null,
                    null,
                    null,
                    Map.of());
        }
        Provisioner.Access reached = provisioner.access(provided.resource(), app);
        return new ConnectionDocument(
                key.kind(),
                key.name(),
                provisioner.engine(),
                object,
                true,
                null,
                reached.url(),
                reached.username(),
                reached.password(),
                reached.properties());
    }

    @GetMapping("/api/v1/provided")
    @Operation(
            summary = "What has become of databases, topics, indexes and cache spaces in their engines",
            description = "Those that the caller may read, by kind and name.")
    ProvidedList provided(
            @RequestParam(required = false) @Nullable String env, @Parameter(hidden = true) Principal caller) {
        return new ProvidedList(provisioning.all().stream()
                .filter(provided ->
                        env == null || provided.resource().key().env().equals(env))
                .filter(provided -> access.decide(
                                caller, Verb.READ, provided.resource().key())
                        .allowed())
                .map(ConnectionController::document)
                .toList());
    }

    private static ProvidedDocument document(Provided provided) {
        ResourceKey key = provided.resource().key();
        Provisioner provisioner = provided.provisioner();
        return new ProvidedDocument(
                key.kind(),
                key.env(),
                key.name(),
                provisioner.engine(),
                provisioner.object(provided.resource()),
                provisioner.apps(provided.resource()).stream().sorted().toList(),
                provided.state().name().toLowerCase(Locale.ROOT),
                provided.problem(),
                provided.resource().revision());
    }
}
