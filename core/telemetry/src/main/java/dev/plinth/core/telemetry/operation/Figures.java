// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.operation;

import dev.plinth.promql.model.Histogram;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Rate, errors and durations of one series over some time, and two traces that are examples of it. */
public final class Figures {
    private static final double NANOS = 1e9;

    private long calls;
    private long errors;
    private long nanos;
    private final Durations durations;
    private byte @Nullable [] slowTrace;
    private long slowNanos;
    private byte @Nullable [] failedTrace;

    public Figures() {
        this(0, 0, 0, new Durations(), null, 0, null);
    }

    Figures(
            long calls,
            long errors,
            long nanos,
            Durations durations,
            byte @Nullable [] slowTrace,
            long slowNanos,
            byte @Nullable [] failedTrace) {
        this.calls = calls;
        this.errors = errors;
        this.nanos = nanos;
        this.durations = durations;
        this.slowTrace = slowTrace;
        this.slowNanos = slowNanos;
        this.failedTrace = failedTrace;
    }

    /** Of so many calls that took that long each. */
    public static Figures of(int calls, Duration each) {
        Figures figures = new Figures();
        for (int i = 0; i < calls; i++) {
            figures.add(each.toNanos(), false, null);
        }
        return figures;
    }

    /** @param trace to be found later, so that it may be an example; null otherwise */
    void add(long took, boolean error, byte @Nullable [] trace) {
        calls++;
        nanos += took;
        durations.add(took);
        if (trace != null && took > slowNanos) {
            slowTrace = trace;
            slowNanos = took;
        }
        if (error) {
            errors++;
            failedTrace = trace == null ? failedTrace : trace;
        }
    }

    public void add(Figures other) {
        calls += other.calls;
        errors += other.errors;
        nanos += other.nanos;
        durations.add(other.durations);
        if (other.slowTrace != null && other.slowNanos > slowNanos) {
            slowTrace = other.slowTrace;
            slowNanos = other.slowNanos;
        }
        failedTrace = other.failedTrace == null ? failedTrace : other.failedTrace;
    }

    static byte[] trace(long high, long low) {
        return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    public long calls() {
        return calls;
    }

    public long errors() {
        return errors;
    }

    /** That all of them took. */
    public long nanos() {
        return nanos;
    }

    Durations durations() {
        return durations;
    }

    /** How long they took, in seconds, as a native histogram. */
    public Histogram histogram() {
        return durations.histogram(nanos / NANOS);
    }

    /** Milliseconds within which that share was done; null when there were no calls. */
    public @Nullable Double millis(double share) {
        double quantile = durations.quantile(share) / 1e6;
        return Double.isNaN(quantile) ? null : quantile;
    }

    byte @Nullable [] slowTrace() {
        return slowTrace;
    }

    public long slowNanos() {
        return slowNanos;
    }

    byte @Nullable [] failedTrace() {
        return failedTrace;
    }

    /** The id of the slowest trace that is kept; null when none is. */
    public @Nullable String slowTraceId() {
        return slowTrace == null ? null : HexFormat.of().formatHex(slowTrace);
    }

    /** The id of the last trace that failed; null when none did. */
    public @Nullable String failedTraceId() {
        return failedTrace == null ? null : HexFormat.of().formatHex(failedTrace);
    }
}
