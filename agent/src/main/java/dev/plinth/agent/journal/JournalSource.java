// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.journal;

import dev.plinth.agent.AgentProblem;
import dev.plinth.agent.settings.AgentSettings.JournalInput;
import dev.plinth.agent.settings.AgentSettings.StartAt;
import dev.plinth.agent.ship.Batch;
import dev.plinth.agent.ship.Figures;
import dev.plinth.agent.ship.Line;
import dev.plinth.agent.ship.Notes;
import dev.plinth.agent.ship.Source;
import dev.plinth.agent.ship.Texts;
import dev.plinth.agent.state.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The journal of systemd, read by a {@code journalctl} that is started again when it ends. */
public final class JournalSource implements Source {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final JournalInput input;
    private final String host;
    private final boolean once;
    private final Checkpoints checkpoints;
    private final Clock clock;
    private final Figures figures;
    private final Notes notes;
    private @Nullable Journalctl running;
    private @Nullable String cursor;
    private boolean settled;
    private boolean ended;
    private long startAfter;
    private Duration wait = FIRST_WAIT;
    private volatile Standing standing = new Standing(1, 0);

    /** @param once whether only what is there is read */
    public JournalSource(
            JournalInput input,
            String host,
            boolean once,
            Checkpoints checkpoints,
            Clock clock,
            Figures figures,
            Notes notes) {
        this.input = input;
        this.host = host;
        this.once = once;
        this.checkpoints = checkpoints;
        this.clock = clock;
        this.figures = figures;
        this.notes = notes;
        this.cursor = checkpoints.cursor(input.id());
    }

    /** @throws AgentProblem of kind {@code UNAVAILABLE} when there is no such program */
    public static void checkProgram(JournalInput input) {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "/usr/bin:/bin");
        List<Path> candidates = input.program().contains("/")
                ? List.of(Path.of(input.program()))
                : List.of(path.split(":")).stream()
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, input.program()))
                        .toList();
        if (candidates.stream().noneMatch(Files::isExecutable)) {
            throw new AgentProblem(
                    AgentProblem.Kind.UNAVAILABLE,
                    "%s.program: %s (expected: journalctl of systemd, on the PATH or with its path)"
                            .formatted(input.name(), input.program()),
                    "Install systemd's journalctl, name it, or leave the journald input out.");
        }
    }

    @Override
    public String name() {
        return input.name();
    }

    @Override
    public void look() {
        Journalctl child = running;
        if (child != null && child.isOver()) {
            over(child);
        }
        if (running == null && !ended && clock.millis() >= startAfter) {
            start();
        }
    }

    private void over(Journalctl child) {
        running = null;
        child.close();
        if (once && child.exitCode() == 0) {
            ended = true;
            return;
        }
        wait = child.gaveSomething() ? FIRST_WAIT : longer(wait);
        startAfter = clock.millis() + wait.toMillis();
        notes.say(
                "over " + name(),
                "%s: journalctl ended with exit code %d, it is started again in %d s%s"
                        .formatted(name(), child.exitCode(), wait.toSeconds(), child.complaint()));
    }

    private static Duration longer(Duration wait) {
        Duration doubled = wait.multipliedBy(2);
        return doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
    }

    private void start() {
        try {
            settleStart();
            running = Journalctl.start(input, cursor, !once, clock, figures, notes);
        } catch (IOException e) {
            wait = longer(wait);
            startAfter = clock.millis() + wait.toMillis();
            notes.say("start " + name(), "%s: %s cannot be run: %s".formatted(name(), input.program(), e.getMessage()));
        }
    }

    /**
     * Where "end" is, is settled once: a cursor from then on, also after a kill before anything was sent. Without an entry the end is the
     * beginning.
     */
    private void settleStart() throws IOException {
        if (settled || cursor != null || input.startAt() != StartAt.END || checkpoints.knows("journal " + input.id())) {
            return;
        }
        cursor = Journalctl.lastCursor(input, clock);
        checkpoints.save("journal " + input.id(), List.of());
        if (cursor != null) {
            checkpoints.save(input.id(), cursor);
        }
        settled = true;
    }

    @Override
    public @Nullable Batch next() {
        Journalctl child = running;
        if (child == null) {
            return null;
        }
        List<Line> lines = new ArrayList<>();
        String last = null;
        int text = 0;
        while (lines.size() < Batch.MAX_LINES && text < Batch.MAX_TEXT) {
            Entry entry = child.poll();
            if (entry == null) {
                break;
            }
            Line line = line(entry);
            lines.add(line);
            text += line.body().length();
            last = entry.cursor();
        }
        standing = new Standing(1, child.waitingBytes());
        if (last == null) {
            return null;
        }
        String taken = last;
        cursor = taken;
        return new Batch(lines, () -> save(taken));
    }

    private void save(String taken) {
        try {
            checkpoints.save(input.id(), taken);
            notes.over("save");
        } catch (IOException e) {
            notes.say(
                    "save",
                    "How far it has come cannot be written, so a restart will send what is sent now again: " + e);
        }
    }

    private Line line(Entry entry) {
        Map<String, String> resource = new TreeMap<>(input.attributes());
        resource.put("host.name", Objects.requireNonNullElse(entry.host(), host));
        resource.put("service.name", service(entry));
        if (input.env() != null) {
            resource.put("deployment.environment.name", input.env());
        }
        return new Line(
                new Line.Origin(resource),
                entry.time(),
                entry.severity(),
                Texts.cut(entry.message(), input.maxLineBytes()),
                entry.attributes());
    }

    private String service(Entry entry) {
        if (input.service() != null) {
            return input.service();
        }
        if (entry.identifier() != null) {
            return entry.identifier();
        }
        return entry.unit() != null ? entry.unit().replaceFirst("\\.service$", "") : "journald";
    }

    @Override
    public boolean isExhausted() {
        return ended;
    }

    @Override
    public Standing standing() {
        return standing;
    }

    @Override
    public void close() {
        Journalctl child = running;
        running = null;
        if (child != null) {
            child.close();
        }
    }
}
