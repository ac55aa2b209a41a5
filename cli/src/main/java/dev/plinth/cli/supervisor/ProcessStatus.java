// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one process.
 *
 * @param pid 0 while there is none
 * @param startedAt when the process with this pid was started; tells it from a later one with the same pid
 * @param restarts how often it was started again
 * @param since when it came into this state
 * @param detail progress, or the reason of a failure; empty when there is nothing to say
 * @param action what to do about a failure; empty when there is nothing to do
 */
public record ProcessStatus(
        String name,
        ProcessState state,
        long pid,
        @Nullable Instant startedAt,
        int port,
        int restarts,
        Instant since,
        String detail,
        String action) {}
