// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.duty;

/** Work that one core does, of all that are there. */
public interface Duty {
    /** Whether it is this core's right now. Costs nothing; the first to ask for a key begins to strive for it. */
    boolean isMine(String key);

    /**
     * Whether it is this core's, or was when it was last told so. While the database is away nobody can be told, and this core goes on; another that still reaches
     * the database may do so too. So it is only for work that does no harm when two cores do it.
     */
    default boolean isLikelyMine(String key) {
        return isMine(key);
    }
}
