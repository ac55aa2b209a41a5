// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.ship;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads from one source and has it delivered, one batch at a time, until it is told to stop. While a batch is on its way the source is looked
 * after, and nothing is read.
 */
public final class Delivery implements Runnable {
    private final Source source;
    private final Courier courier;
    private final Semaphore room;
    private final Notes notes;
    private final Rhythm rhythm;
    private final boolean once;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Batch pending;
    private long lookedAt = System.nanoTime() - TimeUnit.DAYS.toNanos(1);

    /**
     * When what happens.
     *
     * @param look how often a source is looked at
     * @param grace how long a batch that is on its way may take after the word to stop
     */
    public record Rhythm(Duration look, Duration grace) {
        public static final Rhythm USUAL = new Rhythm(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    /**
     * @param room for batches of all sources together: bounds the memory they take
     * @param once whether it ends when the source has no more
     */
    public Delivery(Source source, Courier courier, Semaphore room, Notes notes, Rhythm rhythm, boolean once) {
        this.source = source;
        this.courier = courier;
        this.room = room;
        this.notes = notes;
        this.rhythm = rhythm;
        this.once = once;
    }

    /** What was taken until then is acknowledged to the source; what is on its way has a moment for that. */
    public void stop() {
        stopping.countDown();
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    @Override
    public void run() {
        try (source) {
            boolean more = true;
            while (more && !isStopping()) {
                more = step();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean step() throws InterruptedException {
        try {
            lookWhenDue();
            if (deliverNext()) {
                return true;
            }
            if (once && source.isExhausted()) {
                return false;
            }
        } catch (RuntimeException e) {
            // one input that fails must not end the others, and may go on when the cause is gone
            notes.say("failed " + source.name(), "%s: %s".formatted(source.name(), e));
        }
        stopping.await(untilLook(), TimeUnit.NANOSECONDS);
        return true;
    }

    private long untilLook() {
        return Math.max(1, lookedAt + rhythm.look().toNanos() - System.nanoTime());
    }

    private void lookWhenDue() {
        if (System.nanoTime() - lookedAt >= rhythm.look().toNanos()) {
            lookedAt = System.nanoTime();
            source.look();
        }
    }

    /** Whether there was something, or no room to read it. */
    private boolean deliverNext() throws InterruptedException {
        if (!room.tryAcquire(untilLook(), TimeUnit.NANOSECONDS)) {
            return true;
        }
        try {
            // what could not be sent for a reason of our own is kept, as the source goes on behind it
            Batch batch = pending == null ? source.next() : pending;
            pending = batch;
            if (batch == null) {
                return false;
            }
            if (deliver(batch)) {
                pending = null;
                batch.taken().run();
            }
            return true;
        } finally {
            room.release();
        }
    }

    private boolean deliver(Batch batch) throws InterruptedException {
        if (batch.lines().isEmpty()) {
            return true;
        }
        FutureTask<Boolean> onItsWay = new FutureTask<>(() -> {
            courier.deliver(batch.lines());
            return true;
        });
        Thread carrier = Thread.ofVirtual().name("deliver " + source.name()).start(onItsWay);
        long end = 0;
        try {
            while (true) {
                try {
                    return onItsWay.get(untilLook(), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    if (isStopping()) {
                        end = end == 0 ? System.nanoTime() + rhythm.grace().toNanos() : end;
                        if (System.nanoTime() - end > 0) {
                            return false;
                        }
                    }
                    lookWhenDue();
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("Lines could not be sent: " + e.getCause(), e.getCause());
        } finally {
            carrier.interrupt();
        }
    }
}
