// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.settings;

import dev.plinth.engines.AotCache;
import dev.plinth.engines.SecretFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder with everything an installation keeps, and who may use it. */
public final class DataDirectory {
    /** Raised when the layout changes in a way that older programs would damage. */
    static final int LAYOUT = 1;

    /** Lock files that this process has locked. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final Pattern LAYOUT_LINE = Pattern.compile("\"layout\"\\s*:\\s*(\\d+)");

    private final Path root;

    public DataDirectory(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    public Path root() {
        return root;
    }

    public Path of(String process) {
        return root.resolve(process);
    }

    public Path secrets() {
        return root.resolve("secrets");
    }

    public Path localToken() {
        return secrets().resolve("local.token");
    }

    /** Tokens of our own processes. */
    public Path credentials() {
        return secrets().resolve("credentials");
    }

    public Path log(String process) {
        return root.resolve("logs").resolve(process + ".log");
    }

    /** Shared with the user's other installations. */
    public AotCache aotCache(String process) {
        return AotCache.ofUser(root.resolve("aot"), process);
    }

    public Path verifiedArtifacts() {
        return root.resolve("artifacts.verified");
    }

    public Path stateFile() {
        return root.resolve("run").resolve("state.json");
    }

    private Path lockFile() {
        return root.resolve("supervisor.lock");
    }

    private Path marker() {
        return root.resolve("plinth.json");
    }

    /** Whether this looks like a data directory of Plinth. */
    public boolean exists() {
        return Files.exists(marker());
    }

    /**
     * Creates the directory, or checks the one that is there.
     *
     * @throws Failure when it belongs to another user, cannot be written, or was laid out by a newer Plinth; nothing is changed
     */
    public void open() {
        try {
            if (Files.exists(root) && !Files.getOwner(root).getName().equals(me())) {
                throw new Failure(
                        ExitCode.PERMISSION,
                        "%s belongs to %s (expected: %s)"
                                .formatted(root, Files.getOwner(root).getName(), me()),
                        "Run plinth as that user, or choose another directory with --data.");
            }
            boolean known = Files.exists(marker());
            if (known) {
                checkLayout(Files.readString(marker()));
            } else {
                refuseForeign();
            }
            SecretFiles.privateDirectory(root);
            if (!known) {
                SecretFiles.write(marker(), "{\"layout\": " + LAYOUT + "}\n");
            }
            SecretFiles.privateDirectory(secrets());
            SecretFiles.privateDirectory(root.resolve("run"));
        } catch (AccessDeniedException e) {
            throw new Failure(
                    ExitCode.PERMISSION,
                    "%s cannot be written by %s".formatted(e.getFile(), me()),
                    "Choose another directory with --data, or change its owner.",
                    e);
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    "Cannot use the data directory " + root + ": " + e.getMessage(),
                    "Check that the disk has room (df " + root + ") and that it may be written.",
                    e);
        }
    }

    /** The marker is the first file that is written, so a directory of ours has it or is empty. */
    private void refuseForeign() throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> content = Files.list(root)) {
            if (content.findAny().isPresent()) {
                throw new Failure(
                        ExitCode.CONFIGURATION,
                        root + " is not empty, and is no data directory of Plinth; nothing was changed",
                        "Choose another directory with --data.");
            }
        }
    }

    private void checkLayout(String content) {
        Matcher layout = LAYOUT_LINE.matcher(content);
        int found = layout.find() ? Integer.parseInt(layout.group(1)) : -1;
        if (found != LAYOUT) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    "%s has the layout %s (expected: %d); nothing was changed"
                            .formatted(root, found < 0 ? "unknown" : Integer.toString(found), LAYOUT),
                    "Use the Plinth that wrote it, or plinth backup there and plinth restore here into an empty directory.");
        }
    }

    private static String me() {
        return System.getProperty("user.name");
    }

    /** Held by the one supervisor of this directory, for as long as it lives. */
    public record Lock(Path file, FileChannel channel, FileLock lock) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            HELD.remove(file);
            lock.release();
            channel.close();
        }
    }

    /** The lock, or null when another process has it. */
    public @Nullable Lock tryLock() {
        // opening and closing the file here would release the lock that this very process has, as POSIX has it
        if (!Files.isDirectory(root) || HELD.contains(lockFile())) {
            return null;
        }
        try {
            FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                HELD.add(lockFile());
                return new Lock(lockFile(), channel, lock);
            }
            channel.close();
            return null;
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    "Cannot lock " + lockFile() + ": " + e.getMessage(),
                    "Check that the data directory is on a local disk and may be written.",
                    e);
        }
    }

    /** Whether some process supervises this directory right now. */
    public boolean isSupervised() {
        if (!Files.exists(lockFile())) {
            return false;
        }
        try (Lock lock = tryLock()) {
            return lock == null;
        } catch (IOException e) {
            return false;
        }
    }
}
