// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.otlp;

import dev.plinth.promql.model.Stale;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;

/** What is common to numbers of data points. */
final class Numbers {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private Numbers() {}

    /** Milliseconds since 1970. */
    static long millis(long unixNanos) throws UnfitException {
        if (unixNanos == 0) {
            throw new UnfitException("has a data point without a time (expected: timeUnixNano)");
        }
        return Long.divideUnsigned(unixNanos, NANOS_PER_MILLI);
    }

    /** Whether the sender says that the series has no value any more. */
    static boolean isEnded(int flags) {
        return (flags & DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE) != 0;
    }

    /** The value, or the marker of staleness. A NaN of the sender is never taken for that marker. */
    static double value(double value, int flags) {
        if (isEnded(flags)) {
            return Stale.MARKER;
        }
        return Double.isNaN(value) ? Double.NaN : value;
    }

    static double unsigned(long count) {
        return count >= 0 ? count : (double) (count >>> 1) * 2;
    }
}
