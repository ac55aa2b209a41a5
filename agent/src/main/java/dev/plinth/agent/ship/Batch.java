// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.ship;

import java.util.List;

/**
 * What was read at once.
 *
 * @param lines may be empty when all that was read is not to be sent
 * @param taken what is to be done when Plinth has all of them
 */
public record Batch(List<Line> lines, Runnable taken) {
    public static final int MAX_LINES = 2_000;

    /** In characters; a line more may be in it. */
    public static final int MAX_TEXT = 500_000;
}
