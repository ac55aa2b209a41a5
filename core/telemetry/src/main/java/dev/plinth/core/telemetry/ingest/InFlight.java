// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import dev.plinth.core.telemetry.ingest.Refusal.Reason;
import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounds the bytes of bodies that are held at a time. Senders wait a little for room, and are then told to come back. */
final class InFlight {
    private static final int UNIT = 1 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Semaphore room;

    InFlight(long bytes) {
        this.room = new Semaphore(Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE), true);
    }

    Share open() {
        return new Share();
    }

    /** What one body takes; not for several threads at once. */
    final class Share implements Closeable {
        private long bytes;
        private int units;

        /** Takes room for that many more bytes. */
        void grow(long more) throws Refusal {
            bytes += more;
            int wanted = (int) (bytes / UNIT) + 1 - units;
            if (wanted <= 0) {
                return;
            }
            try {
                if (!room.tryAcquire(wanted, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new Refusal(
                            Reason.UNAVAILABLE, "Too much is on its way to Kafka already.", Duration.ofSeconds(1));
                }
                units += wanted;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Refusal(Reason.UNAVAILABLE, "Plinth is stopping.", Duration.ofSeconds(5));
            }
        }

        @Override
        public void close() {
            room.release(units);
            units = 0;
        }
    }
}
