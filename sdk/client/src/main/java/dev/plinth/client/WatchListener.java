// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

/** What a {@link Watch} tells, in order and by one thread. */
public interface WatchListener {
    /** Forget everything: the state follows, until {@link #synced}. */
    void reset();

    void put(WatchedItem item);

    void delete(WatchedItem item);

    /** The state is complete; from now on changes come as they happen. */
    void synced();

    /** The connection is there again, and nothing was missed. */
    default void resumed() {}

    /** There is no connection; it is tried again, and again. */
    default void disconnected(String reason) {}
}
