// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.AccessGuard;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Kinds;
import dev.plinth.core.kernel.kind.Names;
import dev.plinth.core.kernel.kind.Scope;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.problem.Violation;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * The only way to write a resource.
 *
 * <p>A write locks the one-row head, and then checks everything against a state that nobody else can change any more:
 * preconditions, rights, specs, references. It takes the next sequence numbers, writes the changes and the resources, and moves
 * the head, in one transaction. So numbers have no gaps and follow the order of commits, and a change set is all or nothing.
 *
 * <p>Rights are looked up in this core's memory, which may lag behind the head; {@code access_seq} in the head says which change
 * of rights was the last, and a write waits until memory has seen that one.
 */
@Service
public class Ledger {
    private static final Duration CATCH_UP_LIMIT = Duration.ofSeconds(5);
    /** Whoever may change these decides what everybody may do. */
    static final Set<String> ACCESS_KINDS = Set.of("Role", "RoleBinding");

    private static final String ENVIRONMENT = "Environment";

    private final LedgerStore store;
    private final LedgerWriter writer;
    private final TransactionTemplate transaction;
    private final Kinds kinds;
    private final Access access;
    private final LedgerPosition memory;
    private final Map<String, SpecSealer> sealers;
    private final List<AccessGuard> guards;
    private final Clock clock;

    Ledger(
            LedgerStore store,
            LedgerWriter writer,
            TransactionTemplate transaction,
            Kinds kinds,
            Access access,
            LedgerPosition memory,
            List<SpecSealer> sealers,
            List<AccessGuard> guards,
            Clock clock) {
        this.store = store;
        this.writer = writer;
        this.transaction = transaction;
        this.kinds = kinds;
        this.access = access;
        this.memory = memory;
        this.sealers = sealers.stream().collect(Collectors.toMap(SpecSealer::kind, Function.identity()));
        this.guards = List.copyOf(guards);
        this.clock = clock;
    }

    /**
     * Makes a change set happen, or says why not; nothing is written then.
     *
     * @throws ProblemException with every violation found, each field prefixed by the document's index if there are several
     */
    public Outcome apply(Intent intent) {
        List<ResourceKey> keys =
                intent.mutations().stream().map(Mutation::key).distinct().toList();
        return inOrder(intent, keys, locked -> write(intent, intent.mutations(), locked));
    }

    /** Number of the last change that is committed; this core may not have read as far yet. */
    public long head() {
        return store.head().seq();
    }

    /**
     * Undoes a whole change set: each of its resources gets the state it had before.
     *
     * @param seq number of any change of the set
     * @throws ProblemException {@code REVERT_CONFLICT} naming the later changes, if any of the resources was changed since
     */
    public Outcome revert(long seq, Principal author, String message, boolean dryRun) {
        List<Change> set = store.changeSetOf(seq);
        if (set.isEmpty()) {
            throw new ProblemException(ErrorCode.CHANGE_NOT_FOUND, "There is no change " + seq + ".");
        }
        String why = message.isBlank() ? "Revert change set " + set.getFirst().changeSet() : message;
        Intent intent = new Intent(author, why, List.of(), dryRun);
        List<ResourceKey> keys = set.stream().map(Change::key).distinct().toList();
        return inOrder(intent, keys, locked -> write(intent, undo(set, author), locked));
    }

    public List<Change> find(LedgerQuery query) {
        return store.find(query);
    }

    private List<Mutation> undo(List<Change> set, Principal author) {
        // first, or the conflict would tell what the author may not know
        set.forEach(change -> access.require(author, Verb.WRITE, change.key()));
        List<ResourceKey> keys = set.stream().map(Change::key).toList();
        List<Change> later = store.laterChanges(keys, set.getLast().seq());
        if (!later.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.REVERT_CONFLICT,
                    "Change set %d cannot be reverted: %s"
                            .formatted(
                                    set.getFirst().changeSet(),
                                    later.stream()
                                            .map(change -> "%s was changed again by %s in change %d"
                                                    .formatted(change.key(), change.author(), change.seq()))
                                            .collect(Collectors.joining("; "))),
                    List.of(),
                    Map.of("laterChanges", later.stream().map(Change::seq).toList()),
                    null);
        }
        return set.reversed().stream().map(this::undo).toList();
    }

    private Mutation undo(Change change) {
        Version before = change.before();
        if (before == null) {
            return new Mutation.Delete(change.key(), new Precondition.Revision(change.seq()));
        }
        Kind<?> kind = kinds.require(change.key().kind());
        JsonNode spec = kinds.upcast(kind, before.specVersion(), before.spec());
        Precondition unchanged = change.after() == null ? Precondition.ABSENT : new Precondition.Revision(change.seq());
        return new Mutation.Put(change.key(), before.labels(), spec, unchanged);
    }

    /** One writer at a time, each of whom finds the rights that the writer before has left. */
    private Outcome inOrder(Intent intent, List<ResourceKey> keys, Function<LedgerStore.Locked, Outcome> writing) {
        return writer.write(() -> Objects.requireNonNull(transaction.execute(status -> {
            LedgerStore.Locked locked = store.lock(keys);
            memory.await(locked.head().accessSeq(), CATCH_UP_LIMIT);
            Outcome written = writing.apply(locked);
            if (intent.dryRun()) {
                status.setRollbackOnly();
            }
            return written;
        })));
    }

    private Outcome write(Intent intent, List<Mutation> mutations, LedgerStore.Locked locked) {
        refuseDuplicates(mutations);
        LedgerStore.Head head = locked.head();
        Draft draft = new Draft(intent, head, clock.instant().truncatedTo(ChronoUnit.MICROS));
        for (int i = 0; i < mutations.size(); i++) {
            Mutation mutation = mutations.get(i);
            String at = mutations.size() == 1 ? "" : "[" + i + "].";
            draft.add(mutation, locked.resources().get(mutation.key()), at);
        }
        draft.refuseViolations();
        if (draft.changes.isEmpty()) {
            return new Outcome(head.seq(), List.of(), draft.unchanged);
        }
        LedgerStore.Head moved = new LedgerStore.Head(draft.lastSeq(), draft.accessSeq(), head.installation());
        refuse(store.write(draft.changes, draft.references, moved));
        return new Outcome(moved.seq(), draft.changes, draft.unchanged);
    }

    private static void refuseDuplicates(List<Mutation> mutations) {
        Set<ResourceKey> seen = new HashSet<>();
        for (int i = 0; i < mutations.size(); i++) {
            ResourceKey key = mutations.get(i).key();
            if (!seen.add(key)) {
                throw new ProblemException(
                        ErrorCode.SPEC_INVALID,
                        key + " is there twice.",
                        List.of(new Violation("[" + i + "].name", key.name(), "each resource once in a change set")));
            }
        }
    }

    private static void refuse(LedgerStore.Dangling dangling) {
        List<LedgerStore.Reference> missing = dangling.missing();
        if (!missing.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.REFERENCE_MISSING,
                    missing.stream()
                            .map(reference ->
                                    "%s refers to %s, which does not exist".formatted(reference.from(), reference.to()))
                            .collect(Collectors.joining("; ", "", ".")),
                    missing.stream()
                            .map(reference -> new Violation(
                                    reference.to().kind().equals(ENVIRONMENT) ? "env" : "spec",
                                    reference.to().name(),
                                    "an existing " + reference.to().kind()))
                            .toList());
        }
        List<LedgerStore.Reference> orphaned = dangling.orphaned();
        if (!orphaned.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.REFERENCED,
                    orphaned.stream()
                            .map(reference ->
                                    "%s is still referred to by %s".formatted(reference.to(), reference.from()))
                            .collect(Collectors.joining("; ", "", ".")));
        }
    }

    /** The change set as it grows, mutation by mutation. */
    private final class Draft {
        private final Intent intent;
        private final LedgerStore.Head head;
        private final Instant at;
        private final List<Change> changes = new ArrayList<>();
        private final List<ResourceKey> unchanged = new ArrayList<>();
        private final List<LedgerStore.Reference> references = new ArrayList<>();
        private final List<Violation> violations = new ArrayList<>();

        Draft(Intent intent, LedgerStore.Head head, Instant at) {
            this.intent = intent;
            this.head = head;
            this.at = at;
        }

        void add(Mutation mutation, @Nullable Resource existing, String path) {
            switch (mutation) {
                case Mutation.Put put -> put(put, existing, path);
                case Mutation.Delete delete -> delete(delete, existing);
            }
        }

        private void put(Mutation.Put put, @Nullable Resource existing, String path) {
            Kind<?> kind = kinds.require(put.key().kind());
            access.require(intent.author(), Verb.WRITE, put.key());
            checkPrecondition(put, existing);
            Kinds.Checked checked;
            try {
                checkNames(put, path);
                checkScope(kind, put.key(), path);
                checked = kinds.check(kind, put.key().env(), sealed(put), path + "spec");
            } catch (ProblemException e) {
                if (e.code() != ErrorCode.SPEC_INVALID) {
                    throw e;
                }
                violations.addAll(e.violations());
                return;
            }
            refuseObjections(put.key(), checked.spec());
            Version after = new Version(put.labels(), checked.spec(), kind.specVersion());
            Version before = version(existing);
            if (after.equals(before)) {
                unchanged.add(put.key());
                return;
            }
            record(put.key(), existing == null ? Action.CREATE : Action.UPDATE, before, after);
            if (kind.scope() == Scope.ENV) {
                references.add(new LedgerStore.Reference(
                        put.key(), ResourceKey.global(ENVIRONMENT, put.key().env())));
            }
            checked.references().forEach(to -> references.add(new LedgerStore.Reference(put.key(), to)));
        }

        private void delete(Mutation.Delete delete, @Nullable Resource existing) {
            access.require(intent.author(), Verb.DELETE, delete.key());
            if (existing == null) {
                throw new ProblemException(ErrorCode.NOT_FOUND, "There is no " + delete.key() + ".");
            }
            checkPrecondition(delete, existing);
            record(delete.key(), Action.DELETE, version(existing), null);
        }

        private void record(ResourceKey key, Action action, @Nullable Version before, @Nullable Version after) {
            changes.add(new Change(
                    head.seq() + 1 + changes.size(),
                    head.seq() + 1,
                    at,
                    intent.author().name(),
                    intent.message(),
                    key,
                    action,
                    before,
                    after));
        }

        private JsonNode sealed(Mutation.Put put) {
            SpecSealer sealer = sealers.get(put.key().kind());
            return sealer == null ? put.spec() : sealer.seal(put.key(), put.spec());
        }

        private void refuseObjections(ResourceKey key, JsonNode spec) {
            for (AccessGuard guard : guards) {
                String objection = guard.objection(intent.author(), key, spec);
                if (objection != null) {
                    throw new ProblemException(ErrorCode.FORBIDDEN, objection);
                }
            }
        }

        void refuseViolations() {
            if (!violations.isEmpty()) {
                throw new ProblemException(
                        ErrorCode.SPEC_INVALID,
                        violations.size() == 1
                                ? "One thing is wrong with it; nothing was changed."
                                : violations.size() + " things are wrong with it; nothing was changed.",
                        violations);
            }
        }

        long lastSeq() {
            return head.seq() + changes.size();
        }

        long accessSeq() {
            return changes.stream()
                    .filter(change -> ACCESS_KINDS.contains(change.key().kind()))
                    .mapToLong(Change::seq)
                    .reduce(head.accessSeq(), Math::max);
        }
    }

    private static void checkNames(Mutation.Put put, String path) {
        List<Violation> wrong = Names.check(put.key(), put.labels(), path);
        if (!wrong.isEmpty()) {
            throw new ProblemException(ErrorCode.SPEC_INVALID, put.key() + " has a name that cannot be.", wrong);
        }
    }

    private static void checkScope(Kind<?> kind, ResourceKey key, String path) {
        if ((kind.scope() == Scope.GLOBAL) == key.isGlobal()) {
            return;
        }
        throw new ProblemException(
                ErrorCode.SPEC_INVALID,
                "%s %s".formatted(kind.name(), key.isGlobal() ? "needs an environment." : "belongs to no environment."),
                List.of(
                        key.isGlobal()
                                ? new Violation(path + "env", null, "an environment, as dev or prod")
                                : new Violation(path + "env", key.env(), "no env: " + kind.name() + " is global")));
    }

    private static void checkPrecondition(Mutation mutation, @Nullable Resource existing) {
        switch (mutation.precondition()) {
            case Precondition.None none -> {}
            case Precondition.Absent absent -> {
                if (existing != null) {
                    throw stale(mutation.key(), "it exists already, in revision " + existing.revision(), existing);
                }
            }
            case Precondition.Revision wanted -> {
                if (existing == null) {
                    throw stale(
                            mutation.key(), "it does not exist (expected: revision " + wanted.revision() + ")", null);
                }
                if (existing.revision() != wanted.revision()) {
                    throw stale(
                            mutation.key(),
                            "%s changed it at %s: revision %d (expected: %d)"
                                    .formatted(
                                            existing.updatedBy(),
                                            existing.updatedAt(),
                                            existing.revision(),
                                            wanted.revision()),
                            existing);
                }
            }
        }
    }

    private static ProblemException stale(ResourceKey key, String what, @Nullable Resource existing) {
        return new ProblemException(
                ErrorCode.REVISION_STALE,
                key + ": " + what + ".",
                List.of(),
                existing == null ? Map.of() : Map.of("revision", existing.revision()),
                null);
    }

    private static @Nullable Version version(@Nullable Resource resource) {
        return resource == null ? null : new Version(resource.labels(), resource.spec(), resource.specVersion());
    }
}
