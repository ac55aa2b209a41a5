// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.ResourceKey;

/** Decides who may do what, from the roles and bindings this core knows. Deny by default. */
public interface Access {
    Decision decide(Principal principal, Verb verb, ResourceKey key);

    /**
     * Whether some resource of the kind could be allowed at all; for lists and watches, which then leave out the rest.
     */
    Decision decideAny(Principal principal, Verb verb, String kind);

    /**
     * Whether somebody may act as somebody else, by setting a password or making a secret: only who may do everything that the
     * other may.
     */
    Decision decideActAs(Principal principal, Principal other);

    /** @throws ProblemException {@link ErrorCode#FORBIDDEN} with the reason */
    default void require(Principal principal, Verb verb, ResourceKey key) {
        Decision decision = decide(principal, verb, key);
        if (!decision.allowed()) {
            throw new ProblemException(ErrorCode.FORBIDDEN, decision.reason());
        }
    }
}
