// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was last known, in a file of mode 0600, so that an app can start while Plinth is away. Written a moment after a change, so that many
 * changes cost one write; a file that cannot be written costs a warning and no more.
 */
final class Snapshot implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Snapshot.class.getName());
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long WRITE_AFTER_MILLIS = 200;
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final @Nullable Path file;
    private final AtomicReference<@Nullable JsonNode> pending = new AtomicReference<>();

    /** @param file null to keep nothing */
    Snapshot(@Nullable Path file) {
        this.file = file;
    }

    /** What the file has, or null when there is none that can be read. */
    @Nullable
    JsonNode read() {
        if (file == null || !Files.exists(file)) {
            return null;
        }
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException | JacksonException e) {
            LOG.log(Logger.Level.WARNING, "The snapshot {0} cannot be read: {1}", file, e.toString());
            return null;
        }
    }

    void offer(JsonNode content) {
        if (file != null && pending.getAndSet(content) == null) {
            Thread.ofVirtual().name("plinth-snapshot").start(this::writeSoon);
        }
    }

    private void writeSoon() {
        try {
            TimeUnit.MILLISECONDS.sleep(WRITE_AFTER_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        write();
    }

    private synchronized void write() {
        JsonNode content = pending.getAndSet(null);
        Path target = file;
        if (content == null || target == null) {
            return;
        }
        try {
            Path directory = target.toAbsolutePath().getParent();
            Files.createDirectories(directory, only("rwx------"));
            Path temporary = Files.createTempFile(directory, ".snapshot", ".tmp", only("rw-------"));
            try {
                Files.writeString(temporary, content.toString());
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "The snapshot {0} cannot be written: {1}", target, e.toString());
        }
    }

    private static FileAttribute<?>[] only(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public void close() {
        write();
    }
}
