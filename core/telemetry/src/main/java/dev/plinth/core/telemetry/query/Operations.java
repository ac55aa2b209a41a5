// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.query;

import dev.plinth.core.telemetry.operation.Figures;
import dev.plinth.core.telemetry.operation.Series.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations as the API gives them. */
final class Operations {
    private static final double MILLI = 1_000_000;

    private Operations() {}

    /** @param more whether there are more than are given */
    record OperationList(Instant from, Instant to, List<OperationSummary> items, boolean more) {}

    /**
     * An operation over some time.
     *
     * @param env empty when the service does not say
     * @param kind server, client, producer, consumer or internal
     * @param perSecond calls a second
     * @param totalMillis that all its calls took
     * @param slowTraceId the slowest of its traces that are kept; null when none is
     * @param failedTraceId the last of its traces that failed; null when none did
     */
    record OperationSummary(
            String service,
            String env,
            String operation,
            String kind,
            long calls,
            long errors,
            double perSecond,
            double totalMillis,
            @Nullable Double p50Millis,
            @Nullable Double p95Millis,
            @Nullable Double p99Millis,
            @Nullable String slowTraceId,
            @Nullable String failedTraceId) {
        static OperationSummary of(Operation operation, Figures figures, long seconds) {
            return new OperationSummary(
                    operation.service(),
                    operation.env(),
                    operation.name(),
                    operation.kind(),
                    figures.calls(),
                    figures.errors(),
                    (double) figures.calls() / Math.max(1, seconds),
                    figures.nanos() / MILLI,
                    figures.millis(0.5),
                    figures.millis(0.95),
                    figures.millis(0.99),
                    figures.slowTraceId(),
                    figures.failedTraceId());
        }
    }

    /** @param stepSeconds how long a point is */
    record OperationHistory(
            Instant from, Instant to, long stepSeconds, List<OperationPoint> points, List<Example> examples) {}

    /** @param at when it begins */
    record OperationPoint(
            Instant at,
            long calls,
            long errors,
            double perSecond,
            @Nullable Double p50Millis,
            @Nullable Double p95Millis,
            @Nullable Double p99Millis) {
        static OperationPoint of(Instant at, Figures figures, long seconds) {
            return new OperationPoint(
                    at,
                    figures.calls(),
                    figures.errors(),
                    (double) figures.calls() / seconds,
                    figures.millis(0.5),
                    figures.millis(0.95),
                    figures.millis(0.99));
        }
    }

    /**
     * A trace that is an example of a step.
     *
     * @param millis how long it took; null when it is there because it failed
     */
    record Example(Instant at, String traceId, @Nullable Double millis, boolean error) {
        boolean isSlowerThan(Example other) {
            return millis != null && (other.millis == null || millis > other.millis);
        }

        static List<Example> of(Instant at, Figures figures) {
            List<Example> examples = new ArrayList<>(2);
            String slow = figures.slowTraceId();
            if (slow != null) {
                examples.add(new Example(at, slow, figures.slowNanos() / MILLI, false));
            }
            String failed = figures.failedTraceId();
            if (failed != null) {
                examples.add(new Example(at, failed, null, true));
            }
            return examples;
        }
    }
}
