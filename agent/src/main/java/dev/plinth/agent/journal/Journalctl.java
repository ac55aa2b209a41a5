// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.journal;

import dev.plinth.agent.settings.AgentSettings.JournalInput;
import dev.plinth.agent.ship.Figures;
import dev.plinth.agent.ship.Notes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@code journalctl} that runs. What it writes is read into a bounded store; when that is full, journalctl waits. */
final class Journalctl implements AutoCloseable {
    private static final int STORE = 1 << 20;
    /** A byte that is no text takes up to four characters. */
    private static final int LONGEST = 8 << 20;

    private static final long STOP_SECONDS = 2;
    private static final int MOST_COMPLAINT = 500;

    private record Waiting(Entry entry, int size) {}

    private final JournalInput input;
    private final Process process;
    private final Clock clock;
    private final Figures figures;
    private final Notes notes;
    private final BlockingQueue<Waiting> store = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(STORE);
    private final Thread reader;
    private final Thread complaints;
    private volatile String complaint = "";
    private volatile boolean gaveSomething;

    private Journalctl(JournalInput input, Process process, Clock clock, Figures figures, Notes notes) {
        this.input = input;
        this.process = process;
        this.clock = clock;
        this.figures = figures;
        this.notes = notes;
        // reading a pipe would keep a carrier of virtual threads, of which there may be no more than two
        this.reader = Thread.ofPlatform().daemon().name("journalctl").start(this::read);
        this.complaints = Thread.ofPlatform().daemon().name("journalctl stderr").start(this::listen);
    }

    /** @param cursor behind which it begins; null for the beginning */
    static Journalctl start(
            JournalInput input, @Nullable String cursor, boolean follow, Clock clock, Figures figures, Notes notes)
            throws IOException {
        List<String> command = command(input);
        command.add("--no-tail");
        if (follow) {
            command.add("--follow");
        }
        if (cursor != null) {
            command.add("--after-cursor=" + cursor);
        }
        return new Journalctl(input, process(command), clock, figures, notes);
    }

    /** Of the last entry that is there; null when none is. */
    static @Nullable String lastCursor(JournalInput input, Clock clock) throws IOException {
        List<String> command = command(input);
        command.add("--lines=1");
        Process process = process(command);
        try {
            byte[] line = new BoundedLines(process.getInputStream(), LONGEST).next();
            Entry entry = line == null ? null : Entry.of(line, clock.instant());
            if (entry == null && (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0)) {
                throw new IOException("it does not tell the last entry");
            }
            return entry == null ? null : entry.cursor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> command(JournalInput input) {
        List<String> command = new ArrayList<>(List.of(
                input.program(),
                "--output=json",
                "--output-fields=" + String.join(",", Entry.FIELDS),
                "--all",
                "--quiet",
                "--no-pager"));
        input.units().forEach(unit -> command.add("--unit=" + unit));
        if (input.priority() != null) {
            command.add("--priority=" + input.priority());
        }
        return command;
    }

    private static Process process(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        process.getOutputStream().close();
        return process;
    }

    private void read() {
        try {
            BoundedLines lines = new BoundedLines(process.getInputStream(), LONGEST);
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                take(line);
            }
        } catch (IOException e) {
            // it was ended, and is started again from where it was
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(byte[] line) throws InterruptedException {
        Entry entry = Entry.of(line, clock.instant());
        if (entry == null) {
            figures.dropped(1);
            notes.say(
                    "entry " + input.name(),
                    "%s: journalctl wrote %s, which is left out"
                            .formatted(
                                    input.name(),
                                    line.length == 0
                                            ? "an entry of more than %d bytes".formatted(LONGEST)
                                            : "something that is no entry"));
            return;
        }
        int size = Math.min(STORE, line.length);
        room.acquire(size);
        gaveSomething = true;
        store.add(new Waiting(entry, size));
    }

    private void listen() {
        try (BufferedReader errors =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = errors.readLine(); line != null; line = errors.readLine()) {
                complaint = line.length() > MOST_COMPLAINT ? line.substring(0, MOST_COMPLAINT) : line;
            }
        } catch (IOException e) {
            // it was ended
            process.destroy();
        }
    }

    /** The next entry; null when there is none now. */
    @Nullable
    Entry poll() {
        Waiting next = store.poll();
        if (next == null) {
            return null;
        }
        room.release(next.size());
        return next.entry();
    }

    /** What was read and not given yet. */
    int waitingBytes() {
        return STORE - room.availablePermits();
    }

    /** Whether it has ended and everything it wrote was given. */
    boolean isOver() {
        return !process.isAlive() && !reader.isAlive() && store.isEmpty();
    }

    int exitCode() {
        return process.exitValue();
    }

    boolean gaveSomething() {
        return gaveSomething;
    }

    /** The last thing it complained about. */
    String complaint() {
        return complaint.isEmpty() ? "" : ": " + complaint;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        reader.interrupt();
        complaints.interrupt();
    }
}
