// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line as it is sent.
 *
 * @param epochNanos when it was logged, in nanoseconds since 1970; not known if 0
 * @param severityNumber OpenTelemetry's: 1 trace, 5 debug, 9 info, 13 warn, 17 error, 21 fatal; not known if 0
 * @param severityText the level by its own name, or empty
 * @param scope name of the logger, or empty
 * @param body the text; what is more than 256 KB with the attributes is left out, with a mark
 * @param attributes text, whole numbers, numbers, booleans, lists of them; all else goes as its text
 * @param traceId 32 hexadecimal digits; anything else is left out
 * @param spanId 16 hexadecimal digits; anything else is left out
 */
public record LogLine(
        long epochNanos,
        int severityNumber,
        String severityText,
        String scope,
        String body,
        Map<String, ?> attributes,
        @Nullable String traceId,
        @Nullable String spanId) {}
