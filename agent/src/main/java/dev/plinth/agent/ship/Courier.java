// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.ship;

import dev.plinth.logs.LogLine;
import dev.plinth.logs.OtlpLogs;
import dev.plinth.logs.SendResult;
import dev.plinth.logs.SendResult.Cause;
import dev.plinth.logs.SendResult.ComeBack;
import dev.plinth.logs.SendResult.Refused;
import dev.plinth.logs.SendResult.Taken;
import dev.plinth.logs.SendResult.TakenPartly;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Brings lines to Plinth, for as long as that takes. May be used by several threads. */
public final class Courier {
    private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Wire wire;
    private final Patience patience;
    private final Figures figures;
    private final Notes notes;
    private final AtomicLong progressAt = new AtomicLong(System.nanoTime());

    /** What takes a request of OTLP. */
    public interface Wire {
        SendResult send(byte[] request) throws InterruptedException;
    }

    /**
     * How long is waited before the same is sent again.
     *
     * @param first doubled with each try
     * @param longest of these
     * @param refused when the key or the address is wrong
     */
    public record Patience(Duration first, Duration longest, Duration refused) {
        public static final Patience USUAL =
                new Patience(Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofSeconds(30));

        Duration backOff(int tries) {
            long most = Math.min(longest.toMillis(), first.toMillis() << Math.min(tries, 16));
            // not all agents of a house at once
            return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
        }
    }

    public Courier(Wire wire, Patience patience, Figures figures, Notes notes) {
        this.wire = wire;
        this.patience = patience;
        this.figures = figures;
        this.notes = notes;
    }

    /** How long ago Plinth took something, or refused it for good; or since the start. */
    public Duration sinceProgress() {
        return Duration.ofNanos(System.nanoTime() - progressAt.get());
    }

    /**
     * Returns when Plinth has all of them, but for those that it refuses for good; these are counted.
     *
     * @throws InterruptedException when nobody waits any more; some may have been taken
     */
    public void deliver(List<Line> lines) throws InterruptedException {
        Map<Line.Origin, List<Line>> parts = new LinkedHashMap<>();
        lines.forEach(line -> parts.computeIfAbsent(line.origin(), origin -> new ArrayList<>())
                .add(line));
        for (List<Line> part : parts.values()) {
            deliverPart(part);
        }
    }

    private void deliverPart(List<Line> part) throws InterruptedException {
        Deque<List<Line>> waiting = new ArrayDeque<>();
        waiting.push(part);
        while (!waiting.isEmpty()) {
            List<Line> lines = waiting.pop();
            if (!isSettled(lines)) {
                // one of them is not taken: halves, down to that one
                int half = lines.size() / 2;
                waiting.push(lines.subList(half, lines.size()));
                waiting.push(lines.subList(0, half));
            }
        }
    }

    /** Sends them until there is an answer that stays; false when only fewer at once can have one. */
    private boolean isSettled(List<Line> lines) throws InterruptedException {
        byte[] request = OtlpLogs.encode(
                lines.getFirst().origin().attributes(),
                lines.stream().map(Courier::logLine).toList());
        for (int tries = 0; ; tries++) {
            switch (wire.send(request)) {
                case Taken() -> {
                    taken(lines.size(), 0, "");
                    return true;
                }
                case TakenPartly(long rejected, String why) -> {
                    taken(lines.size(), rejected, why);
                    return true;
                }
                case ComeBack(Duration after, int status, String why) -> {
                    notes.say("away", "Plinth does not take anything now, so nothing more is read: " + why);
                    pause(after.isPositive() ? after : patience.backOff(tries));
                }
                case Refused refused
                when refused.cause() == Cause.CONTENT -> {
                    if (lines.size() > 1) {
                        return false;
                    }
                    taken(1, 1, refused.why());
                    return true;
                }
                case Refused refused -> {
                    notes.say(
                            "refused",
                            "Plinth refuses who sends, so nothing more is read until that is mended (endpoint, keyFile): "
                                    + refused.why());
                    pause(patience.refused());
                }
            }
        }
    }

    private void taken(long lines, long rejected, String why) {
        long dropped = Math.clamp(rejected, 0, lines);
        progressAt.set(System.nanoTime());
        figures.sent(lines - dropped);
        figures.dropped(dropped);
        if (dropped > 0) {
            notes.say("dropped", "Plinth never takes %d of these lines, they are left out: %s".formatted(dropped, why));
        } else {
            notes.over("away");
            notes.over("refused");
        }
    }

    private static void pause(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }

    private static LogLine logLine(Line line) {
        Line.Severity severity = line.severity();
        return new LogLine(
                nanos(line.time()),
                severity == null ? 0 : severity.number(),
                severity == null ? "" : severity.text(),
                "",
                line.body(),
                line.attributes(),
                null,
                null);
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * NANOS + time.getNano();
    }
}
