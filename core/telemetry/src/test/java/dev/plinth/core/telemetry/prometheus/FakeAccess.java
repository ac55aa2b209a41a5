// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Decision;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.resource.ResourceKey;

/** {@code user:root} may read all metrics, {@code user:ada} those of the job that bears her name in dev, others none. */
final class FakeAccess implements Access {
    @Override
    public Decision decide(Principal principal, Verb verb, ResourceKey key) {
        boolean allowed = switch (principal.name()) {
            case "user:root" -> true;
            case "user:ada" -> key.equals(new ResourceKey("Metrics", "dev", "ada"));
            default -> false;
        };
        return new Decision(allowed, principal.name());
    }

    @Override
    public Decision decideAny(Principal principal, Verb verb, String kind) {
        return new Decision(
                kind.equals("Metrics") && !principal.name().equals("user:nobody"), principal.name() + " may not");
    }

    @Override
    public Decision decideActAs(Principal principal, Principal other) {
        return new Decision(false, "nobody may");
    }
}
