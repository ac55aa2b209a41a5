// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.postgres;

import dev.plinth.engines.Directories;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Unpacks the binaries out of their jar: a tar, compressed by xz, in a zip. */
final class Unpacking {
    private Unpacking() {}

    /** Fills the target directory, which must not exist; after a failure or a kill it still does not. */
    static void unpack(Path jar, Path target) throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + ".unpacking");
        Directories.deleteRecursively(temporary);
        Files.createDirectories(temporary);
        try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(jar)))) {
            ZipEntry entry = zip.getNextEntry();
            while (entry != null && !entry.getName().endsWith(".txz")) {
                entry = zip.getNextEntry();
            }
            if (entry == null) {
                throw new IOException("There is no .txz in " + jar);
            }
            untar(zip, temporary);
        }
        Files.move(temporary, target);
    }

    private static void untar(InputStream xz, Path target) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(xz));
        TarArchiveEntry entry = tar.getNextEntry();
        while (entry != null) {
            Path file = target.resolve(entry.getName()).normalize();
            if (!file.startsWith(target)) {
                throw new IOException("The archive would write outside of its directory: " + entry.getName());
            }
            if (entry.isDirectory()) {
                Files.createDirectories(file);
            } else {
                Files.createDirectories(file.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, file);
                    boolean executable = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
            entry = tar.getNextEntry();
        }
    }
}
