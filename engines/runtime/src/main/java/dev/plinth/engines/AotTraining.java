// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The recording of one process's ahead-of-time cache. The process records from its start; {@link #finish} ends that while it runs
 * on, so that the next start has the cache even if this process is killed.
 */
public final class AotTraining {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Path cache;
    private final Path keyFile;
    private final Path recording;

    private AotTraining(Path cache) {
        this.cache = cache;
        this.keyFile = cache.resolveSibling(cache.getFileName() + ".key");
        this.recording = cache.resolveSibling(cache.getFileName() + ".recording");
    }

    public static AotTraining of(Path cache) {
        return new AotTraining(cache);
    }

    /** Options that use the cache if it was made for the key, or else record one. */
    List<String> options(String key) {
        try {
            Files.createDirectories(cache.toAbsolutePath().resolveSibling(""));
            if (Files.exists(cache)
                    && Files.exists(keyFile)
                    && Files.readString(keyFile).equals(key)) {
                return List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=auto", "-Xlog:disable", "-Xlog:all=error:stderr");
            }
            Files.deleteIfExists(cache);
            Files.deleteIfExists(recording);
            Files.writeString(keyFile, key);
            return List.of("-XX:AOTCacheOutput=" + recording, "-Xlog:disable", "-Xlog:all=error:stderr");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare the AOT cache " + cache, e);
        }
    }

    /** Whether there is no cache yet, so that a running process records one. */
    public boolean pending() {
        return !Files.exists(cache);
    }

    /**
     * Ends the recording of a running process, and puts the cache in place. Takes 10 to 30 seconds of one core.
     *
     * @return whether there is a cache now; when not, the next start tries again
     */
    public boolean finish(Path java, long pid) throws InterruptedException {
        Path jcmd = java.resolveSibling("jcmd");
        try {
            Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "AOT.end_recording")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            if (!Files.exists(recording)) {
                return false;
            }
            Files.move(recording, cache, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
