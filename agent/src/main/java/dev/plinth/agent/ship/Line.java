// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.ship;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record to be sent.
 *
 * @param origin what all lines of one source have in common
 * @param time when it was written, or where that is not told, when it was read
 * @param severity null when only its text may say
 * @param attributes of this line
 */
public record Line(
        Origin origin, Instant time, @Nullable Severity severity, String body, Map<String, String> attributes) {

    /** @param attributes of OpenTelemetry's resource, {@code service.name} among them */
    public record Origin(Map<String, String> attributes) {}

    /** @param number of OpenTelemetry */
    public record Severity(int number, String text) {}
}
