// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;

/** Work that goes on in the background while the core serves and the room is on. It begins only when the core serves, so that it serves soon. */
public abstract class WhileServing implements SmartLifecycle {
    private final TelemetryRoom room;
    private boolean running;

    protected WhileServing(TelemetryRoom room) {
        this.room = room;
    }

    /** Begins; nothing when it has begun already, or the room is off. */
    @EventListener(ApplicationReadyEvent.class)
    public final synchronized void begin() {
        if (room.isOn() && !running) {
            running = beginWork();
        }
    }

    /** Does begin. False when it cannot. */
    protected abstract boolean beginWork();

    /** Ends what has begun, within a few seconds. */
    protected abstract void endWork() throws InterruptedException;

    @Override
    public final void start() {
        // begun when the core is ready
    }

    @Override
    public final synchronized void stop() {
        if (running) {
            running = false;
            try {
                endWork();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public final synchronized boolean isRunning() {
        return running;
    }
}
