// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import dev.plinth.core.kernel.access.Principal;
import java.util.List;

/**
 * What somebody wants to happen, as one change set: all of it or nothing.
 *
 * @param message why, in the author's words; may be empty
 * @param dryRun whether to say what would happen and change nothing
 */
public record Intent(Principal author, String message, List<Mutation> mutations, boolean dryRun) {
    public Intent {
        mutations = List.copyOf(mutations);
    }
}
