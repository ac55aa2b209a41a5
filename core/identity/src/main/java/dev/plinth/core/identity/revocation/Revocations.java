// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.revocation;

import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.live.LiveItem;
import dev.plinth.core.kernel.live.LiveItems;
import dev.plinth.core.kernel.live.LiveState;
import dev.plinth.core.kernel.live.LiveView;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is revoked. Each is a live item that stays until everything it could concern has expired; whoever checks tokens watches
 * the kind and needs no call.
 */
@Component
public class Revocations {
    /** The kind of live item. */
    public static final String KIND = "Revocation";

    /** Nothing that names a session, user or grant is good for longer without being asked about again. */
    private static final Duration LONGEST = Duration.ofHours(9);

    /** What a token may name. */
    public enum Target {
        /** Claim {@code sid}. */
        SESSION,
        /** Claim {@code sub} of a person. */
        USER,
        /** Claim {@code gid}: one authorization given to one app. */
        GRANT;

        String name(String id) {
            return name().toLowerCase(Locale.ROOT) + "-" + id;
        }
    }

    private final LiveItems items;
    private final LiveView view;
    private final JsonMapper json;
    private final Clock clock;

    Revocations(LiveItems items, LiveView view, JsonMapper json, Clock clock) {
        this.items = items;
        this.view = view;
        this.json = json;
        this.clock = clock;
    }

    /** Revokes everything issued up to now, in the transaction of the caller if there is one. */
    public void revoke(Target target, String id) {
        // a token's time of issue has whole seconds only
        long before = clock.instant().getEpochSecond() + 1;
        items.put(
                Principal.SYSTEM,
                key(target, id),
                Map.of(),
                json.valueToTree(new RevocationSpec(before)),
                LiveState.UP,
                LONGEST);
    }

    /** Whether something issued then is revoked, as far as this core has heard. */
    public boolean isRevoked(Target target, String id, Instant issuedAt) {
        LiveItem item = view.find(key(target, id));
        return item != null
                && issuedAt.getEpochSecond() < item.spec().path("issuedBefore").asLong();
    }

    private static ResourceKey key(Target target, String id) {
        return ResourceKey.global(KIND, target.name(id));
    }
}
