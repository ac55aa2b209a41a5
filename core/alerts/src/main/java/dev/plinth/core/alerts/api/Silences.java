// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import dev.plinth.alerting.dispatch.LabelMatcher;
import dev.plinth.alerting.dispatch.Silence;
import dev.plinth.core.alerts.routing.SilenceSpec;
import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.ledger.Intent;
import dev.plinth.core.kernel.ledger.Ledger;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.kernel.ledger.Mutation;
import dev.plinth.core.kernel.ledger.Precondition;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Declares and ends silences as Alertmanager does: what was silenced when is never told otherwise afterwards. */
@Component
class Silences {
    private static final Duration SEEN = Duration.ofSeconds(5);

    private final Ledger ledger;
    private final LedgerPosition position;
    private final ResourceView resources;
    private final Kind<SilenceSpec> kind;
    private final Access access;
    private final Clock clock;

    Silences(
            Ledger ledger,
            LedgerPosition position,
            ResourceView resources,
            Kind<SilenceSpec> kind,
            Access access,
            Clock clock) {
        this.ledger = ledger;
        this.position = position;
        this.resources = resources;
        this.kind = kind;
        this.access = access;
        this.clock = clock;
    }

    /**
     * Makes the silence a new one, or what the one of its id is from now on. When that would change the past, that one is ended, and it is a new one.
     *
     * @return its id
     */
    String put(Principal caller, String env, PostedSilence posted) {
        Instant now = now();
        if (!posted.startsAt().isBefore(posted.endsAt())) {
            throw ApiException.said(400, "Failed to create silence: start time must be before end time");
        }
        if (posted.endsAt().isBefore(now)) {
            throw ApiException.said(400, "Failed to create silence: end time can't be in the past");
        }
        String id = posted.id().isEmpty() ? UUID.randomUUID().toString() : posted.id();
        Silence wanted = silence(id, posted, posted.startsAt(), now);
        List<Mutation> mutations = new ArrayList<>();
        if (!posted.id().isEmpty()) {
            Resource known = known(caller, env, posted.id());
            if (known == null) {
                throw ApiException.said(404, "silence not found");
            }
            Silence before = kind.read(known).silence(known);
            if (before.canBecome(wanted, now)) {
                write(caller, wanted.comment(), List.of(put(known, spec(wanted))));
                return id;
            }
            if (before.state(now) != Silence.State.EXPIRED) {
                mutations.add(put(known, ended(known, before, now)));
            }
            id = UUID.randomUUID().toString();
        }
        Silence fresh = silence(id, posted, posted.startsAt().isBefore(now) ? now : posted.startsAt(), now);
        mutations.add(new Mutation.Put(key(env, id), Map.of(), spec(fresh), Precondition.ABSENT));
        write(caller, fresh.comment(), mutations);
        return id;
    }

    /** Ends it now, if it is not over; the resource stays. */
    void end(Principal caller, String env, String id) {
        Resource known = known(caller, env, id);
        if (known == null) {
            throw ApiException.silent(404);
        }
        Instant now = now();
        Silence before = kind.read(known).silence(known);
        if (before.state(now) != Silence.State.EXPIRED) {
            write(caller, "End the silence", List.of(put(known, ended(known, before, now))));
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Silence silence(String id, PostedSilence posted, Instant startsAt, Instant now) {
        try {
            return new Silence(
                    id, posted.matchers(), startsAt, posted.endsAt(), posted.createdBy(), posted.comment(), now);
        } catch (IllegalArgumentException e) {
            throw ApiException.said(400, "invalid silence: " + e.getMessage());
        }
    }

    /** @throws ProblemException when the caller may not change it, there or not */
    private @Nullable Resource known(Principal caller, String env, String id) {
        ResourceKey key = key(env, id);
        access.require(caller, Verb.WRITE, key);
        return resources.find(key);
    }

    private static ResourceKey key(String env, String id) {
        return new ResourceKey(SilenceSpec.KIND, env, id);
    }

    private static Mutation put(Resource known, ObjectNode spec) {
        return new Mutation.Put(known.key(), known.labels(), spec, new Precondition.Revision(known.revision()));
    }

    private static ObjectNode spec(Silence silence) {
        ObjectNode spec = Answers.JSON.createObjectNode();
        ArrayNode matchers = spec.putArray("matchers");
        silence.matchers().stream().map(LabelMatcher::toString).forEach(matchers::add);
        spec.put("startsAt", silence.startsAt().toString());
        spec.put("endsAt", silence.endsAt().toString());
        spec.put("comment", silence.comment());
        if (!silence.createdBy().isBlank()) {
            spec.put("createdBy", silence.createdBy());
        }
        return spec;
    }

    private static ObjectNode ended(Resource known, Silence before, Instant now) {
        Silence ended = before.expired(now);
        ObjectNode spec = (ObjectNode) known.spec().deepCopy();
        spec.put("startsAt", ended.startsAt().toString());
        spec.put("endsAt", ended.endsAt().toString());
        return spec;
    }

    /** Returns when this core sees it, so that who asks next does too. */
    private void write(Principal caller, String message, List<Mutation> mutations) {
        long written =
                ledger.apply(new Intent(caller, message, mutations, false)).position();
        try {
            position.await(written, SEEN);
        } catch (ProblemException e) {
            if (e.code() != ErrorCode.POSITION_NOT_REACHED) {
                throw e;
            }
            // it is written, and seen a little later
        }
    }
}
