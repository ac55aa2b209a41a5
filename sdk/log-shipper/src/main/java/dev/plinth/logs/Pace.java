// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.time.Duration;

/**
 * How long what waits.
 *
 * @param batch a line for others to go with it
 * @param memory a batch before it goes to disk
 * @param firstRetry after the first failure; each time twice as long
 * @param longestRetry at most
 * @param refusedRetry after a refusal that somebody has to mend
 * @param answer for one
 * @param adoption between looks for what dead processes have left
 * @param full an offered line for room, while no other line is taken out
 * @param troubles between two that are said
 */
record Pace(
        Duration batch,
        Duration memory,
        Duration firstRetry,
        Duration longestRetry,
        Duration refusedRetry,
        Duration answer,
        Duration adoption,
        Duration full,
        Duration troubles) {
    static final Pace USUAL = new Pace(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            // longer than Plinth waits for what is behind it, or what it takes would be sent twice
            Duration.ofSeconds(20),
            Duration.ofMinutes(1),
            Duration.ofMillis(250),
            Duration.ofMinutes(1));
}
