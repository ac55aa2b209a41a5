// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The ahead-of-time cache (JEP 483, 514) of one process.
 *
 * <p>A cache fits one JDK and one class path, and no data directory: it is kept in a directory that all installations of a user share,
 * under the name of what it fits. A process that finds none records one from its start, unless another installation is at it; {@link #finish}
 * ends that while it runs on, so that the next start has the cache even if this process is killed, and {@link #keep} takes what a process left
 * that ended before.
 */
public final class AotCache {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** Whoever says that it records, and has no cache after so long, is not believed any more. */
    private static final Duration CLAIM = Duration.ofMinutes(10);
    /** Of one process: some installations of several versions. */
    private static final int KEPT = 4;

    private final Path shared;
    private final String process;
    private final Path recording;
    private final Path recorded;

    /**
     * @param shared where caches are
     * @param installation a directory of this installation alone, for what is being recorded
     * @param process names it, among all that share the caches
     */
    public AotCache(Path shared, Path installation, String process) {
        this.shared = shared;
        this.process = process;
        this.recording = installation.resolve(process + ".recording");
        this.recorded = installation.resolve(process + ".recording.name");
    }

    /**
     * Shared by all installations of the user; by none when there is no home that can be written.
     *
     * @param installation a directory of this installation alone
     */
    public static AotCache ofUser(Path installation, String process) {
        return new AotCache(Objects.requireNonNullElse(UserCache.folder("aot"), installation), installation, process);
    }

    /** Options that use the cache for the key if there is one, or else record it; none while another installation records it. */
    List<String> options(String key) {
        String name = process + "-" + key + ".aot";
        Path cache = shared.resolve(name);
        try {
            Files.deleteIfExists(recording);
            if (Files.exists(cache)) {
                Files.deleteIfExists(recorded);
                Files.setLastModifiedTime(cache, FileTime.from(Instant.now()));
                return List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=auto", "-Xlog:disable", "-Xlog:all=error:stderr");
            }
            if (!claim(name)) {
                Files.deleteIfExists(recorded);
                return List.of();
            }
            Files.createDirectories(recorded.toAbsolutePath().resolveSibling(""));
            Files.writeString(recorded, name);
            return List.of("-XX:AOTCacheOutput=" + recording, "-Xlog:disable", "-Xlog:all=error:stderr");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare the AOT cache " + cache, e);
        }
    }

    private Path claimOf(String name) {
        return shared.resolve(name + ".recorder");
    }

    /** Whether this installation is to record: two that do at once make the same, and half a minute of CPU is for nothing. */
    private boolean claim(String name) throws IOException {
        Files.createDirectories(shared);
        Path claim = claimOf(name);
        long own = ProcessHandle.current().pid();
        if (Files.exists(claim)
                && Files.getLastModifiedTime(claim)
                        .toInstant()
                        .isAfter(Instant.now().minus(CLAIM))) {
            String other = Files.readString(claim).strip();
            if (!other.equals(Long.toString(own))
                    && other.matches("\\d{1,18}")
                    && ProcessHandle.of(Long.parseLong(other)).isPresent()) {
                return false;
            }
        }
        Files.writeString(claim, Long.toString(own));
        return true;
    }

    /** Whether the process records a cache that nobody has made yet. */
    public boolean pending() {
        try {
            return Files.exists(recorded) && !Files.exists(shared.resolve(Files.readString(recorded)));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Ends the recording of a running process, and puts the cache in place. Takes 10 to 30 seconds of one core.
     *
     * @return whether there is a cache now; when not, the next start tries again
     */
    public boolean finish(Path java, long pid) throws InterruptedException {
        Path jcmd = java.resolveSibling("jcmd");
        try {
            Process command = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "AOT.end_recording")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!command.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                command.destroyForcibly();
                return false;
            }
            return keep();
        } catch (IOException e) {
            return false;
        }
    }

    /** Puts in place what a process recorded that has ended by itself; one that was killed leaves nothing that can be used. */
    public boolean keep() {
        try {
            if (!Files.exists(recording) || !Files.exists(recorded)) {
                return false;
            }
            Files.createDirectories(shared);
            Path arriving = Files.createTempFile(shared, process, ".arriving");
            // it may be another file system
            Files.move(recording, arriving, StandardCopyOption.REPLACE_EXISTING);
            String name = Files.readString(recorded, StandardCharsets.UTF_8);
            Files.move(arriving, shared.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(claimOf(name));
            Files.deleteIfExists(recorded);
            forgetOld();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void forgetOld() throws IOException {
        try (Stream<Path> files = Files.list(shared)) {
            List<Path> old = files.filter(file -> file.getFileName().toString().matches(process + "-[0-9a-f]+\\.aot"))
                    .sorted(Comparator.comparingLong(
                                    (Path file) -> file.toFile().lastModified())
                            .reversed())
                    .skip(KEPT)
                    .toList();
            for (Path each : old) {
                Files.deleteIfExists(each);
            }
        }
    }
}
