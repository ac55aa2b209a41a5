// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.tail;

import dev.plinth.agent.state.FileKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file as it is right now.
 *
 * @param born milliseconds; 0 when the file system does not tell
 * @param modified milliseconds
 */
record Found(Path path, FileKey key, long born, long size, long modified) {
    private static final String WANTED = "unix:dev,ino,size,creationTime,lastModifiedTime,isRegularFile";

    /** Null when there is no file, or what is there is none that can be read to an end. Links are followed. */
    static @Nullable Found at(Path path) {
        try {
            Map<String, Object> told = Files.readAttributes(path, WANTED);
            if (!(told.get("isRegularFile") instanceof Boolean regular) || !regular) {
                return null;
            }
            FileTime created = Objects.requireNonNull((FileTime) told.get("creationTime"));
            FileTime modified = Objects.requireNonNull((FileTime) told.get("lastModifiedTime"));
            return new Found(
                    path,
                    new FileKey(number(told, "dev"), number(told, "ino")),
                    // where there is no time of creation, that of the last change is told instead
                    created.equals(modified) ? 0 : created.toMillis(),
                    number(told, "size"),
                    modified.toMillis());
        } catch (IOException e) {
            return null;
        }
    }

    private static long number(Map<String, Object> told, String name) {
        return ((Number) told.getOrDefault(name, 0L)).longValue();
    }

    /** Whether both may be the same file, as far as their creation says. */
    static boolean mayBeOne(long born, long other) {
        return born == 0 || other == 0 || born == other;
    }
}
