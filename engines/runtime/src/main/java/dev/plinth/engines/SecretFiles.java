// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** Generated passwords, each in a file of mode 0600 in a directory of mode 0700. */
public final class SecretFiles {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private SecretFiles() {}

    /** The file, with a password of 256 random bits in it if it was not there yet. */
    public static Path ensure(Path file) {
        if (!Files.exists(file)) {
            byte[] password = new byte[BYTES];
            RANDOM.nextBytes(password);
            write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(password) + "\n");
        }
        return file;
    }

    /** Writes a file that only its owner may read, whole or not at all. */
    public static void write(Path file, String content) {
        try {
            Path directory = privateDirectory(file.toAbsolutePath().resolveSibling(""));
            // a temporary file has mode 0600 from the start
            Path temporary = Files.createTempFile(directory, ".", ".tmp");
            Files.writeString(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** Creates the directory, if need be, so that only its owner may enter it. */
    public static Path privateDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return directory;
    }

    public static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the password in " + file + ": " + e.getMessage(), e);
        }
    }
}
