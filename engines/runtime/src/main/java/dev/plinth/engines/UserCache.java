// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What all installations of a user share and can make again: {@code ~/.cache/plinth}, as the XDG Base Directory Specification says. */
public final class UserCache {
    private UserCache() {}

    /** The folder of that name, made and private if need be; none when there is no home that can be written. */
    public static @Nullable Path folder(String name) {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path cache = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        Path folder = cache.resolve("plinth").resolve(name);
        try {
            SecretFiles.privateDirectory(folder);
            return Files.isWritable(folder) ? folder : null;
        } catch (IOException e) {
            return null;
        }
    }
}
