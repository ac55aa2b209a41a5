// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import java.time.Duration;

/** How far this core has read the ledger. */
public interface LedgerPosition {
    long position();

    /**
     * Returns when this core has seen the change.
     *
     * @throws dev.plinth.core.kernel.problem.ProblemException {@code POSITION_NOT_REACHED} when it takes longer than the limit
     */
    void await(long seq, Duration limit);
}
