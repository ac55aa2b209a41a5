// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.state;

import dev.plinth.agent.AgentProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code checkpoints.json} in the state directory. It is replaced as a whole, so that it is there as a whole at any moment. */
public final class Checkpoints {
    static final String NAME = "checkpoints.json";
    private static final int VERSION = 1;
    /** A file that was not there for so long is forgotten. */
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private static final Duration ASIDE = Duration.ofHours(1);

    /** Of more files than that, those which were there longest ago are forgotten. */
    private static final int MOST_FILES = 4_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final Path file;
    private final Clock clock;
    private final Map<FileKey, FileEntry> files = new HashMap<>();
    private final Map<String, String> cursors = new TreeMap<>();
    private final Set<String> inputs = new LinkedHashSet<>();

    private Checkpoints(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    record Content(int version, List<String> inputs, Map<String, String> cursors, List<Line> files) {}

    /** An entry, flat. */
    record Line(
            String path,
            long device,
            long inode,
            long born,
            int headLength,
            String head,
            long offset,
            boolean cut,
            int tailLength,
            String tail,
            long seen) {
        static Line of(FileEntry entry) {
            return new Line(
                    entry.path().toString(),
                    entry.key().device(),
                    entry.key().inode(),
                    entry.born(),
                    entry.head().length(),
                    entry.head().hash(),
                    entry.mark().offset(),
                    entry.mark().cut(),
                    entry.mark().tail().length(),
                    entry.mark().tail().hash(),
                    entry.seen());
        }

        FileEntry entry() {
            return new FileEntry(
                    Path.of(path),
                    new FileKey(device, inode),
                    born,
                    new Fingerprint(headLength, head),
                    new Mark(offset, cut, new Fingerprint(tailLength, tail)),
                    seen);
        }
    }

    /** @throws AgentProblem when there is a file that this program cannot read; it is left as it is */
    public static Checkpoints open(Path stateDirectory, Clock clock) {
        Checkpoints checkpoints = new Checkpoints(stateDirectory.resolve(NAME), clock);
        checkpoints.load();
        return checkpoints;
    }

    private void load() {
        if (!Files.exists(file)) {
            return;
        }
        try {
            Content content = JSON.readValue(file.toFile(), Content.class);
            if (content.version() != VERSION) {
                throw unreadable("version: %d (expected: %d)".formatted(content.version(), VERSION), null);
            }
            inputs.addAll(content.inputs());
            cursors.putAll(content.cursors());
            content.files().stream().map(Line::entry).forEach(entry -> files.put(entry.key(), entry));
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            throw unreadable(String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
        }
    }

    private AgentProblem unreadable(String why, @Nullable Throwable cause) {
        return new AgentProblem(
                AgentProblem.Kind.CONFIGURATION,
                "Cannot read %s: %s".formatted(file, why),
                "Use the Plinth that wrote it, or move it away: then all inputs begin anew, as startAt says.",
                cause);
    }

    /** Whether that input was read before, by this process or an earlier one. */
    public synchronized boolean knows(String input) {
        return inputs.contains(input);
    }

    public synchronized List<FileEntry> files() {
        return List.copyOf(files.values());
    }

    public synchronized @Nullable FileEntry file(FileKey key) {
        return files.get(key);
    }

    /**
     * Keeps what is remembered of a file beside what its inode is now: a copy of what it was may be found, within the hour or at the next start.
     * On disk with the next that is saved.
     */
    public synchronized void setAside(FileEntry entry) {
        long inode = -1;
        while (files.containsKey(new FileKey(entry.key().device(), inode))) {
            inode--;
        }
        FileKey key = new FileKey(entry.key().device(), inode);
        long seen = clock.millis() - REMEMBERED.minus(ASIDE).toMillis();
        files.put(key, new FileEntry(entry.path(), key, entry.born(), entry.head(), entry.mark(), seen));
    }

    /** Its file was found, under another inode. */
    public synchronized void found(FileEntry entry) {
        files.values()
                .removeIf(each -> each.equals(entry)
                        || (each.key().inode() < 0 && each.head().equals(entry.head())));
    }

    /** How far the journal was taken; null when never. */
    public synchronized @Nullable String cursor(String journal) {
        return cursors.get(journal);
    }

    /** Remembers that the input was looked at, and what of it is taken. When this returns, it is on disk. */
    public synchronized void save(String input, Collection<FileEntry> entries) throws IOException {
        inputs.add(input);
        entries.forEach(entry -> files.put(entry.key(), entry));
        write();
    }

    /** When this returns, it is on disk. */
    public synchronized void save(String journal, String cursor) throws IOException {
        cursors.put(journal, cursor);
        write();
    }

    private void write() throws IOException {
        forget();
        byte[] content = JSON.writeValueAsBytes(new Content(
                VERSION,
                List.copyOf(inputs),
                cursors,
                files.values().stream()
                        .sorted(Comparator.comparing(FileEntry::path)
                                .thenComparingLong(entry -> entry.key().inode()))
                        .map(Line::of)
                        .toList()));
        Path temporary = file.resolveSibling(NAME + ".tmp");
        try (FileChannel out = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(Objects.requireNonNull(file.getParent()))) {
            directory.force(true);
        }
    }

    private void forget() {
        long oldest = clock.millis() - REMEMBERED.toMillis();
        files.values().removeIf(entry -> entry.seen() < oldest);
        if (files.size() > MOST_FILES) {
            files.values().stream()
                    .sorted(Comparator.comparingLong(FileEntry::seen))
                    .limit(files.size() - MOST_FILES)
                    .map(FileEntry::key)
                    .toList()
                    .forEach(files::remove);
        }
    }
}
