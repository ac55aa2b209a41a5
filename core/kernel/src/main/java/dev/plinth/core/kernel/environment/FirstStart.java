// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.environment;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.ledger.Change;
import dev.plinth.core.kernel.ledger.Intent;
import dev.plinth.core.kernel.ledger.Ledger;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.kernel.ledger.LedgerQuery;
import dev.plinth.core.kernel.ledger.Mutation;
import dev.plinth.core.kernel.ledger.Precondition;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an installation begins with: the environments {@code dev} and {@code prod}, the roles {@code admin, editor, viewer, app}, and that
 * whoever owns this installation's files is an administrator, as are the users of the
 * group {@code admins}. One change set, so it is in the ledger, and whole or not there.
 */
@Component
class FirstStart implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Ledger ledger;
    private final LedgerPosition position;
    private final JsonMapper json;
    private volatile boolean running;

    FirstStart(Ledger ledger, LedgerPosition position, JsonMapper json) {
        this.ledger = ledger;
        this.position = position;
        this.json = json;
    }

    @Override
    public void start() {
        running = true;
        boolean first = position.position() == 0;
        List<? extends Mutation> wanted = first ? beginning() : newer();
        if (wanted.isEmpty()) {
            return;
        }
        String message =
                first ? "What every installation begins with" : "What an installation of this version begins with";
        try {
            long begun = ledger.apply(new Intent(Principal.SYSTEM, message, List.copyOf(wanted), false))
                    .position();
            // before this core knows the roles, it would refuse whoever comes first
            position.await(begun, LIMIT);
        } catch (ProblemException e) {
            if (e.code() != ErrorCode.REVISION_STALE) {
                throw e;
            }
            // or somebody changed one of them in this moment, and the next start looks again
            LOG.debug("Another core was first: {}", e.detail());
            position.await(1, LIMIT);
        }
    }

    /** For an installation of an older version: what nobody has ever touched becomes as it would be today. */
    private List<Mutation> newer() {
        List<Mutation> newer = new ArrayList<>();
        for (Mutation.Put put : beginning()) {
            ResourceKey key = put.key();
            List<Change> last =
                    ledger.find(new LedgerQuery(key.kind(), key.env(), key.name(), null, null, null, null, null, 1));
            if (last.isEmpty()) {
                newer.add(put);
            } else if (last.getFirst().author().equals(Principal.SYSTEM.name())
                    && last.getFirst().after() != null) {
                newer.add(new Mutation.Put(
                        key,
                        Map.of(),
                        put.spec(),
                        new Precondition.Revision(last.getFirst().seq())));
            }
        }
        return newer;
    }

    private List<Mutation.Put> beginning() {
        return List.of(
                put("Environment", "dev", "{\"description\": \"Where things are tried\"}"),
                put("Environment", "prod", "{\"description\": \"What customers see\"}"),
                put("Role", "admin", "{\"rules\": [{\"verbs\": [\"*\"], \"kinds\": [\"*\"]}]}"),
                put("Role", "editor", """
                        {"rules": [
                          {"verbs": ["read"], "kinds": ["*"]},
                          {"verbs": ["write", "delete"], "kinds": ["*"], "environments": ["dev", "prod"]}]}"""),
                put("Role", "viewer", "{\"rules\": [{\"verbs\": [\"read\"], \"kinds\": [\"*\"]}]}"),
                put("Role", "gateway", """
                        {"rules": [
                          {"verbs": ["read"], "kinds": ["Route", "Instance", "Gateway", "Revocation", "JsonWebKey"]},
                          {"verbs": ["write", "delete"], "kinds": ["Gateway"]}]}"""),
                put("Role", "app", """
                        {"rules": [
                          {"verbs": ["read"], "kinds": ["Config", "LogLevel"], "names": ["{self}"]},
                          {"verbs": ["read"], "kinds": ["Instance"]},
                          {"verbs": ["write", "delete"], "kinds": ["Instance"], "names": ["{self}.*"]},
                          {"verbs": ["reveal"], "kinds": ["Connections"], "names": ["{self}"]}]}"""),
                put("RoleBinding", "apps", "{\"role\": \"app\", \"subjects\": [\"app:*\"]}"),
                put("RoleBinding", "gateways", "{\"role\": \"gateway\", \"subjects\": [\"process:gateway\"]}"),
                put("RoleBinding", "local-admins", "{\"role\": \"admin\", \"subjects\": [\"local:*\"]}"),
                put("RoleBinding", "admins", "{\"role\": \"admin\", \"subjects\": [\"group:admins\"]}"),
                put("RoleBinding", "editors", "{\"role\": \"editor\", \"subjects\": [\"group:editors\"]}"),
                put("RoleBinding", "viewers", "{\"role\": \"viewer\", \"subjects\": [\"group:viewers\"]}"));
    }

    private Mutation.Put put(String kind, String name, String spec) {
        return new Mutation.Put(ResourceKey.global(kind, name), Map.of(), json.readTree(spec), Precondition.ABSENT);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the ledger is read, before anybody is served. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 1_000;
    }
}
