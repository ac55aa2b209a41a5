// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.duty;

/** Work that one core does, of all that are there. */
public interface Duty {
    /** Whether it is this core's right now. Costs nothing; the first to ask for a key begins to strive for it. */
    boolean isMine(String key);
}
