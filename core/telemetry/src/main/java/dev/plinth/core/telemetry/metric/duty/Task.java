// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.duty;

import java.time.Duration;

/**
 * What is done for one subject, once in each of its intervals.
 *
 * @param <T> the subject, which may change
 */
public interface Task<T> {
    T subject();

    void update(T changed);

    /** For people. */
    String name();

    Duration interval();

    /** Spreads tasks over their intervals, in the same way on every core. */
    long hash();

    /** @param due when it was to be done, in milliseconds */
    void run(long due) throws InterruptedException;

    /**
     * The subject is not there any more.
     *
     * @return false when that has to be told again
     */
    boolean end(long time);

    /** This core does it no more; what it has open is closed. */
    default void close() {
        // most have nothing open
    }
}
