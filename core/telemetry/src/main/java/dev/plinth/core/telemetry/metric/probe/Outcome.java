// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a probe went.
 *
 * @param error why it failed; empty when it did not
 * @param certificateExpiry when the first of the certificates that were shown expires; null when none was
 * @param httpStatus of the last answer; null when there was none
 */
record Outcome(
        String error,
        double seconds,
        Map<Measure, Double> measures,
        @Nullable Instant certificateExpiry,
        @Nullable Integer httpStatus) {
    boolean isUp() {
        return error.isEmpty();
    }
}
