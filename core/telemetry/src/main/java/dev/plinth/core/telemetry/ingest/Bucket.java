// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A token bucket that fills with so many bytes a second, and holds those of ten seconds. */
final class Bucket {
    private static final int SECONDS = 10;

    private final long perSecond;
    private final LongSupplier nanos;
    private double available;
    private long filledAt;

    Bucket(long perSecond, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.available = (double) perSecond * SECONDS;
        this.filledAt = nanos.getAsLong();
    }

    long perSecond() {
        return perSecond;
    }

    /**
     * Takes that many bytes, or says how long to wait when it is empty. A single body may overdraw it, so that one which is larger than the bucket
     * gets through some time.
     */
    synchronized @Nullable Duration take(long bytes) {
        long now = nanos.getAsLong();
        available = Math.min(
                (double) perSecond * SECONDS,
                available + (double) perSecond * (now - filledAt) / TimeUnit.SECONDS.toNanos(1));
        filledAt = now;
        if (available <= 0) {
            return Duration.ofSeconds(Math.clamp((long) Math.ceil((1 - available) / perSecond), 1, 60));
        }
        available -= bytes;
        return null;
    }
}
