// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.tail;

import java.time.Duration;

/**
 * How long what is waited for.
 *
 * @param rotated a file that nothing matches any more is let go when nothing came for so long
 * @param copied a copy of a file waits so long for the file to be emptied
 * @param idle a file is closed when nothing came for so long
 * @param openFiles that many are kept open at most
 */
public record Pace(Duration rotated, Duration copied, Duration idle, int openFiles) {
    public static final Pace USUAL =
            new Pace(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofMinutes(5), 500);

    /** For those who take what is there and wait for no more. */
    public static final Pace ONCE = new Pace(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(5), 500);
}
