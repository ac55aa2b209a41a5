// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.live;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.kind.Kinds;
import dev.plinth.core.kernel.kind.Names;
import dev.plinth.core.kernel.kind.Scope;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * What is up right now. An item is registered with a lease and stays as long as its owner renews it; when it comes up, changes or
 * goes down there is an event, when it is renewed there is none.
 */
@Service
public class LiveItems {
    private static final Duration MIN_LEASE = Duration.ofSeconds(2);
    private static final Duration MAX_LEASE = Duration.ofMinutes(10);

    private final LiveStore store;
    private final TransactionTemplate transaction;
    private final Kinds kinds;
    private final Map<String, LiveKind<?>> liveKinds;
    private final Access access;
    private final Clock clock;

    LiveItems(
            LiveStore store,
            TransactionTemplate transaction,
            Kinds kinds,
            List<LiveKind<?>> liveKinds,
            Access access,
            Clock clock) {
        this.store = store;
        this.transaction = transaction;
        this.kinds = kinds;
        this.liveKinds = liveKinds.stream().collect(Collectors.toMap(LiveKind::name, Function.identity()));
        this.access = access;
        this.clock = clock;
    }

    /** Whether a room of this core declares a live kind of that name. */
    public boolean isKind(String kind) {
        return liveKinds.containsKey(kind);
    }

    /** @throws ProblemException {@code KIND_UNKNOWN} */
    public LiveKind<?> require(String kind) {
        LiveKind<?> found = liveKinds.get(kind);
        if (found == null) {
            throw new ProblemException(
                    ErrorCode.KIND_UNKNOWN,
                    "There is no live kind \"%s\" (expected: one of %s).".formatted(kind, liveKinds.keySet()));
        }
        return found;
    }

    /**
     * Registers an item, or changes it, and in any case renews its lease. An item that already is as wanted causes no event.
     *
     * @param lease how long it stays without being renewed, 2 s to 10 min; Plinth itself may take any
     * @throws ProblemException {@code FORBIDDEN} also when it belongs to another owner
     */
    public LiveItem put(
            Principal owner,
            ResourceKey key,
            Map<String, String> labels,
            JsonNode spec,
            LiveState state,
            Duration lease) {
        LiveKind<?> kind = require(key.kind());
        access.require(owner, Verb.WRITE, key);
        checkScope(kind, key);
        if (!owner.equals(Principal.SYSTEM) && (lease.compareTo(MIN_LEASE) < 0 || lease.compareTo(MAX_LEASE) > 0)) {
            throw new ProblemException(
                    ErrorCode.REQUEST_INVALID,
                    "The lease is out of its bounds.",
                    List.of(new Violation("lease", lease, MIN_LEASE + " to " + MAX_LEASE)));
        }
        JsonNode checked = kinds.check(kind.shape(), key.env(), spec, "spec").spec();
        checkName(kind, key, checked);
        return Objects.requireNonNull(transaction.execute(status -> {
            long seq = store.lockHead();
            LiveItem existing = store.find(key);
            requireOwner(owner, key, existing);
            LiveItem wanted = new LiveItem(
                    key.kind(),
                    key.isGlobal() ? null : key.env(),
                    key.name(),
                    labels,
                    checked,
                    state,
                    owner.name(),
                    seq + 1,
                    existing == null ? now() : existing.since());
            if (existing != null && sameAs(existing, wanted)) {
                store.put(existing, lease);
                return existing;
            }
            store.put(wanted, lease);
            store.append(new LiveEvent(seq + 1, key, wanted));
            store.moveHead(seq + 1);
            return wanted;
        }));
    }

    /**
     * Renews leases; causes no events.
     *
     * @return those that are not there any more, or not the caller's: they have to be registered again
     */
    public List<ResourceKey> renew(Principal owner, Collection<ResourceKey> keys) {
        List<ResourceKey> unknown = new ArrayList<>(keys);
        unknown.removeAll(store.renew(keys, owner.name()));
        return unknown;
    }

    /** Takes an item down before its lease ends; nothing happens when it is not there. */
    public void remove(Principal owner, ResourceKey key) {
        require(key.kind());
        access.require(owner, Verb.DELETE, key);
        transaction.executeWithoutResult(status -> {
            long seq = store.lockHead();
            LiveItem existing = store.find(key);
            if (existing == null) {
                return;
            }
            requireOwner(owner, key, existing);
            store.delete(key);
            store.append(new LiveEvent(seq + 1, key, null));
            store.moveHead(seq + 1);
        });
    }

    private static void requireOwner(Principal owner, ResourceKey key, @Nullable LiveItem existing) {
        if (existing != null && !existing.owner().equals(owner.name())) {
            throw new ProblemException(
                    ErrorCode.FORBIDDEN, "%s was registered by %s.".formatted(key, existing.owner()));
        }
    }

    private static boolean sameAs(LiveItem existing, LiveItem wanted) {
        return existing.labels().equals(wanted.labels())
                && existing.spec().equals(wanted.spec())
                && existing.state() == wanted.state();
    }

    private static void checkScope(LiveKind<?> kind, ResourceKey key) {
        if ((kind.shape().scope() == Scope.GLOBAL) != key.isGlobal()) {
            throw new ProblemException(
                    ErrorCode.REQUEST_INVALID,
                    "The environment does not fit the kind " + kind.name() + ".",
                    List.of(new Violation(
                            "env", key.env(), key.isGlobal() ? "an environment, as dev or prod" : "none")));
        }
    }

    private static void checkName(LiveKind<?> kind, ResourceKey key, JsonNode spec) {
        List<Violation> violations = new ArrayList<>(Names.check(key, Map.of(), ""));
        String prefix = kind.namePrefix().apply(spec);
        if (!key.name().startsWith(prefix)) {
            violations.add(new Violation("name", key.name(), prefix + "*, as what it says it is"));
        }
        if (!violations.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.REQUEST_INVALID, "The name does not fit the kind " + kind.name() + ".", violations);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
