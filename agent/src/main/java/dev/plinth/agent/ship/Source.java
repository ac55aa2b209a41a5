// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.ship;

import org.jspecify.annotations.Nullable;

/** Where lines come from. Used by one thread. */
public interface Source extends AutoCloseable {
    /** As in messages. */
    String name();

    /** Looks at what changed, without reading; called about once a second, also while Plinth takes nothing. */
    void look();

    /** What is there, up to the limits of a batch; null when nothing is. Not called again before that batch was taken. */
    @Nullable
    Batch next();

    /** Whether everything that was there has been given, for those who will not wait for more. */
    boolean isExhausted();

    /** From any thread. */
    Standing standing();

    @Override
    void close();

    /**
     * How a source stands.
     *
     * @param files that are read, or 1 for what is no file
     * @param behindBytes that are there and that Plinth does not have
     */
    record Standing(int files, long behindBytes) {}
}
