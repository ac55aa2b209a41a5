// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import dev.plinth.core.kernel.resource.Resource;
import java.util.List;
import java.util.UUID;

/**
 * Keeps something in this core up to date with the ledger. Called by one thread, in the order of the ledger; what it has not
 * finished, no later change overtakes.
 */
public interface LedgerReader {
    /**
     * Forget everything and start from here; at first, and after a restore.
     *
     * @param resources all there are at {@code seq}
     * @param recent the last changes up to {@code seq}, oldest first
     */
    void load(UUID installation, long seq, List<Resource> resources, List<Change> recent);

    /** The next changes, without a gap to those before. */
    void read(List<Change> changes);
}
