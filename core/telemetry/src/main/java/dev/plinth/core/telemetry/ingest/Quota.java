// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A bucket that fills with so many bytes a second, and holds those of ten seconds. Whoever finds it empty is told when to come back. */
final class Quota {
    private static final int SECONDS = 10;

    private final long perSecond;
    private final LongSupplier nanos;
    private double available;
    private long filledAt;

    Quota(long perSecond, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.available = (double) perSecond * SECONDS;
        this.filledAt = nanos.getAsLong();
    }

    /** A single body may overdraw it, so that one which is larger than the bucket gets through some time. */
    synchronized void take(long bytes) throws Refusal {
        long now = nanos.getAsLong();
        available = Math.min(
                (double) perSecond * SECONDS,
                available + (double) perSecond * (now - filledAt) / TimeUnit.SECONDS.toNanos(1));
        filledAt = now;
        if (available <= 0) {
            long wait = (long) Math.ceil((1 - available) / perSecond);
            throw new Refusal(
                    Reason.QUOTA,
                    "Too much without a token: more than %d bytes a second. Send with the access token of an app."
                            .formatted(perSecond),
                    Duration.ofSeconds(Math.clamp(wait, 1, 60)));
        }
        available -= bytes;
    }
}
