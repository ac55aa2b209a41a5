// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Ships log lines to a Plinth. Who logs only puts a line into a queue; a thread makes batches, another sends them, oldest first.
 *
 * <p>While Plinth is away or slow, batches wait on disk: in a directory of this process, which the next takes over when this one was killed.
 * Memory and disk are bounded. When both are full, what comes is dropped, what waits is kept, and a line says how many are missing once
 * there is room again. A batch is sent again when nobody knows whether it was taken, and may then be there twice.
 *
 * @param <E> what is offered, and made a line of later, on a thread of the shipper: it must not change any more
 */
public final class LogShipper<E> implements AutoCloseable {
    private static final long JOIN_MILLIS = 2_000;
    private static final long LOOK_MILLIS = 5;

    private final Backlog backlog;
    private final Batching<E> batching;
    private final Delivery delivery;
    private final Troubles troubles;
    private final Duration flushTimeout;
    private final Thread batcher;
    private final Thread deliverer;
    private final Thread hook;
    private volatile boolean closed;

    /**
     * What it has done so far.
     *
     * @param taken lines that Plinth has taken
     * @param dropped lines for which there was no room
     * @param refused lines that Plinth does not want
     * @param diskBytes how much waits on disk
     */
    public record Figures(long taken, long dropped, long refused, long diskBytes) {}

    private LogShipper(ShipperSettings settings, Function<E, LogLine> reader, ToIntFunction<E> weigher) {
        troubles = new Troubles(said(settings), settings.pace().troubles(), System::nanoTime);
        LogSender sender = new LogSender(
                settings.endpoint(), settings.credential(), settings.pace().answer());
        backlog = new Backlog(spill(settings, troubles), settings.memoryBytes(), System::nanoTime);
        batching = new Batching<>(backlog, reader, weigher, settings, troubles);
        delivery = new Delivery(backlog, sender, settings.pace(), troubles);
        flushTimeout = settings.flushTimeout();
        batcher = new OwnThread(batching, "plinth-logs");
        deliverer = new OwnThread(delivery, "plinth-logs-sender");
        hook = new OwnThread(this::processEnds, "plinth-logs-end");
        if (sender.tellsItsKey()) {
            troubles.say("the ingest key goes to " + sender.target() + " unencrypted: use https");
        }
    }

    private static Consumer<String> said(ShipperSettings settings) {
        return trouble -> {
            System.err.println("plinth-logs: " + trouble);
            settings.listener().accept(trouble);
        };
    }

    /** Without a directory it goes on, with memory alone. */
    private static @Nullable Spill spill(ShipperSettings settings, Troubles troubles) {
        if (settings.spillSize() == 0) {
            return null;
        }
        Path given = settings.spillDirectory();
        Path root = (given == null ? defaultDirectory() : given).resolve(fileName(settings.service()));
        try {
            return new Spill(SpillDirectory.open(root, given == null), settings.spillSize(), troubles);
        } catch (IOException | RuntimeException e) {
            troubles.say("there is no directory to keep lines in while Plinth is away: " + e);
            return null;
        }
    }

    private static Path defaultDirectory() {
        return SpillDirectory.temporary().resolve("plinth-logs-" + fileName(System.getProperty("user.name", "")));
    }

    private static String fileName(String name) {
        String safe = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "_");
        return safe.isEmpty() ? "_" : safe.substring(0, Math.min(64, safe.length()));
    }

    /**
     * Starts one. Plinth need not be there.
     *
     * @param reader makes a line of what was offered, on a thread of the shipper
     * @param weigher how many bytes of memory what is offered takes, about; the same each time
     */
    public static <E> LogShipper<E> start(
            ShipperSettings settings, Function<E, LogLine> reader, ToIntFunction<E> weigher) {
        LogShipper<E> shipper = new LogShipper<>(settings, reader, weigher);
        shipper.batcher.start();
        shipper.deliverer.start();
        try {
            Runtime.getRuntime().addShutdownHook(shipper.hook);
        } catch (IllegalStateException e) {
            shipper.batching.hurry();
        }
        return shipper;
    }

    /** Starts one for lines that are made by who offers them. */
    public static LogShipper<LogLine> start(ShipperSettings settings) {
        return start(settings, Function.identity(), line -> 256 + line.body().length());
    }

    /**
     * Takes a line. It costs the caller little; when lines come faster than they can be put into batches, up to a second, and not at all when no batches are made.
     *
     * @return false when it is dropped, as there is no room, the shipper is closed, or it is one of the shipper's own threads that logs
     */
    public boolean offer(E line) {
        return !OwnThread.isCurrent() && batching.offer(line);
    }

    /** Waits until Plinth has taken all that was offered before; false when it has not within that time. */
    public boolean flush(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            return awaitBatched(batching.flush(), deadline) && backlog.awaitSettled(backlog.added(), deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean awaitBatched(long ticket, long deadline) throws InterruptedException {
        while (!batching.isFlushed(ticket)) {
            if (deadline - System.nanoTime() <= 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return true;
    }

    /** What it has done so far. */
    public Figures figures() {
        return new Figures(delivery.taken(), batching.dropped(), delivery.refused(), backlog.diskBytes());
    }

    /** As {@link #close(Duration)}, with the time-out of the settings. */
    @Override
    public void close() {
        close(flushTimeout);
    }

    /**
     * Takes no more lines, and sends what waits; what is not taken in that time, or while Plinth is away, goes to disk for the next process.
     * An interrupt makes it shorter; nothing is lost by it.
     */
    public void close(Duration limit) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        boolean interrupted = Thread.interrupted();
        long deadline = System.nanoTime() + (interrupted ? 0 : limit.toNanos());
        batching.end();
        interrupted |= joinInterrupted(batcher);
        interrupted |= !drained(deadline);
        delivery.stop();
        deliverer.interrupt();
        interrupted |= joinInterrupted(deliverer);
        long lost = backlog.close();
        if (lost > 0) {
            troubles.say(lost + " lines are lost: Plinth has not taken them, and there was no room on disk");
        }
        removeHook();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** False when it was interrupted. */
    private boolean drained(long deadline) {
        try {
            long all = backlog.added();
            boolean done = false;
            while (!done && !delivery.isAway() && deadline - System.nanoTime() > 0) {
                long step = Math.min(deadline, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50));
                done = backlog.awaitSettled(all, step);
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Waits also when it is interrupted, and says so: neither thread takes long, and what they have in hand would be lost. */
    private static boolean joinInterrupted(Thread thread) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(JOIN_MILLIS);
        boolean interrupted = false;
        while (thread.isAlive() && deadline - System.nanoTime() > 0) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it runs: the process is ending
        }
    }

    /** Others still log, and nobody may ever close this: what comes from now on goes to disk at once, and is sent from there. */
    private void processEnds() {
        batching.hurry();
        long deadline = System.nanoTime() + flushTimeout.toNanos();
        try {
            if (awaitBatched(batching.flush(), deadline)) {
                drained(deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        backlog.spill();
    }
}
