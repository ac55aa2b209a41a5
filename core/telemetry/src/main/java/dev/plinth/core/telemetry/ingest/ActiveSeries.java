// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Which series each app has sent within the last one to two hours, so that labels that explode are stopped where they come in. */
@Component
class ActiveSeries {
    private static final long GENERATION = Duration.ofHours(1).toMillis();

    private final Clock clock;
    private final Map<String, OfApp> apps = new ConcurrentHashMap<>();

    ActiveSeries(Clock clock) {
        this.clock = clock;
    }

    /** Those of an app, for the series of one request. */
    OfApp of(String app) {
        OfApp known = apps.computeIfAbsent(app, name -> new OfApp(clock.millis()));
        known.age(clock.millis());
        return known;
    }

    /** Series of an app, by hashes of their labels. */
    static final class OfApp {
        private Hashes current = new Hashes();
        private Hashes before = new Hashes();
        private int active;
        private long begun;

        OfApp(long begun) {
            this.begun = begun;
        }

        synchronized void age(long now) {
            if (now - begun >= GENERATION) {
                before = now - begun >= 2 * GENERATION ? new Hashes() : current;
                current = new Hashes();
                active = before.size;
                begun = now;
            }
        }

        /** Whether it is active already, or there may be one more. */
        synchronized boolean admit(long hash, int limit) {
            if (current.has(hash)) {
                return true;
            }
            boolean known = before.has(hash);
            if (!known && active >= limit) {
                return false;
            }
            current.add(hash);
            active += known ? 0 : 1;
            return true;
        }

        synchronized int active() {
            return active;
        }
    }

    /** A set of numbers; 0 is in none. */
    private static final class Hashes {
        private long[] slots = new long[64];
        private int size;

        boolean has(long hash) {
            return slots[slot(slots, hash)] != 0;
        }

        void add(long hash) {
            if (size * 2 >= slots.length) {
                long[] larger = new long[slots.length * 2];
                Arrays.stream(slots).filter(each -> each != 0).forEach(each -> larger[slot(larger, each)] = each);
                slots = larger;
            }
            int slot = slot(slots, hash);
            size += slots[slot] == 0 ? 1 : 0;
            slots[slot] = hash;
        }

        private static int slot(long[] slots, long hash) {
            int at = (int) hash & (slots.length - 1);
            while (slots[at] != 0 && slots[at] != hash) {
                at = (at + 1) & (slots.length - 1);
            }
            return at;
        }
    }
}
