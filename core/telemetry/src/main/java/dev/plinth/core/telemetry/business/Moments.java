// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

/** Times that others say. */
final class Moments {
    private static final long AHEAD = 60_000;
    private static final long LATE = 3_600_000;

    private Moments() {}

    /** What somebody says, unless it is more than a minute after Kafka had it, or more than an hour before: then when Kafka had it. */
    static long believed(long said, long received) {
        return said > received + AHEAD || said < received - LATE ? received : said;
    }
}
