// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.write;

import dev.plinth.core.telemetry.TelemetryProperties;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Looks whether the disk that the bundled engines share has room, so that telemetry, of which there is always more, leaves some to the ledger. It must keep 15 %,
 * or 5 GB where 15 % is more; when it had less, telemetry is taken again with a fifth above that.
 */
@Component
class DiskGuard {
    private static final double SHARE = 0.15;
    private static final long ENOUGH = 5L << 30;
    private static final double ROOM_AGAIN = 1.2;

    private final @Nullable Path directory;
    private boolean full;

    DiskGuard(TelemetryProperties properties) {
        this.directory = properties.dataDirectory();
    }

    /** What is wrong with the disk; null when nothing is, or none is to be guarded. */
    @Nullable
    String problem() {
        if (directory == null) {
            return null;
        }
        try {
            FileStore disk = Files.getFileStore(directory);
            return problem(disk.getTotalSpace(), disk.getUsableSpace());
        } catch (IOException e) {
            return null;
        }
    }

    @Nullable
    String problem(long total, long usable) {
        long kept = Math.min((long) (total * SHARE), ENOUGH);
        full = usable < (full ? (long) (kept * ROOM_AGAIN) : kept);
        return full
                ? "The disk of Plinth's data has only %d MB left (expected: at least %d MB). Make room, or give telemetry less: LogStream, retentionDays."
                        .formatted(usable >> 20, kept >> 20)
                : null;
    }
}
