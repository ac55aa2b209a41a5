// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.postgres;

import dev.plinth.engines.Directories;
import java.io.BufferedInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** Unpacks the binaries out of their jar: a tar, compressed by xz, in a zip. */
final class Unpacking {
    private Unpacking() {}

    /**
     * Fills the target directory, which must not exist; after a failure or a kill it still does not.
     *
     * @param tar where what was decompressed is kept for the next, because that takes seconds; null when it is not
     */
    static void unpack(Path jar, Path target, @Nullable Path tar) throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + ".unpacking");
        if (tar == null || !isFilled(temporary, jar, tar)) {
            Directories.deleteRecursively(temporary);
            Files.createDirectories(temporary);
            try (InputStream decompressed = decompressed(jar)) {
                untar(decompressed, temporary);
            }
        }
        Files.move(temporary, target);
    }

    /** Not when the kept file cannot be made, as on a full disk, or read; it is forgotten then. */
    private static boolean isFilled(Path temporary, Path jar, Path tar) throws IOException {
        try {
            Directories.deleteRecursively(temporary);
            Files.createDirectories(temporary);
            if (!Files.exists(tar)) {
                keep(jar, tar);
            }
            try (InputStream kept = new BufferedInputStream(Files.newInputStream(tar))) {
                untar(kept, temporary);
            }
            return true;
        } catch (IOException e) {
            Files.deleteIfExists(tar);
            return false;
        }
    }

    /** In place of what is there of other versions. */
    private static void keep(Path jar, Path tar) throws IOException {
        Path arriving = Files.createTempFile(tar.getParent(), "postgres", ".arriving");
        try (InputStream decompressed = decompressed(jar)) {
            try (FileOutputStream out = new FileOutputStream(arriving.toFile())) {
                decompressed.transferTo(out);
                out.getFD().sync();
            }
            Files.move(arriving, tar, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(arriving);
        }
        try (DirectoryStream<Path> others = Files.newDirectoryStream(tar.getParent(), "*.tar")) {
            for (Path each : others) {
                if (!each.equals(tar)) {
                    Files.delete(each);
                }
            }
        }
    }

    private static InputStream decompressed(Path jar) throws IOException {
        ZipInputStream zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(jar)));
        ZipEntry entry = zip.getNextEntry();
        while (entry != null && !entry.getName().endsWith(".txz")) {
            entry = zip.getNextEntry();
        }
        if (entry == null) {
            zip.close();
            throw new IOException("There is no .txz in " + jar);
        }
        return new XZCompressorInputStream(zip);
    }

    private static void untar(InputStream content, Path target) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(content);
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
