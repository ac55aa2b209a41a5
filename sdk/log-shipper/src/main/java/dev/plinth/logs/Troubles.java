// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The shipper's own troubles, said now and then: never to the logger, which would ship them. */
final class Troubles {
    private final Consumer<String> listener;
    private final LongSupplier nanos;
    private final long pause;
    private boolean said;
    private long saidAt;

    Troubles(Consumer<String> listener, Duration pause, LongSupplier nanos) {
        this.listener = listener;
        this.pause = pause.toNanos();
        this.nanos = nanos;
    }

    /** Said unless something was said a short time before. */
    void say(String trouble) {
        if (mayBeSaid()) {
            listener.accept(trouble);
        }
    }

    private synchronized boolean mayBeSaid() {
        long now = nanos.getAsLong();
        if (said && now - saidAt < pause) {
            return false;
        }
        said = true;
        saidAt = now;
        return true;
    }
}
