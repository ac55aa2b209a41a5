// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A directory of one shipper's own below one that several share. Beside it lies a file that its process has locked, so what a dead process
 * has left is known, and taken over file by file: whoever renames a file has it.
 *
 * <p>A process never opens the lock files of its own directories: to close one of them would give back its lock (POSIX). It knows them by
 * their names, which begin with what is the same in all of a JVM, also in two class loaders.
 */
final class SpillDirectory implements AutoCloseable {
    static final String SUFFIX = ".logs";

    private static final String LOCK = ".lock";
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{16}|left)-[0-9a-f]{16}");
    private static final String PROCESS = "dev.plinth.logs.process";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");

    private final Path root;
    private final Path directory;
    private final FileChannel lock;

    private SpillDirectory(Path root, Path directory, FileChannel lock) {
        this.root = root;
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Opens a new directory below one that is made if need be.
     *
     * @param shared whether others may write where it is, as in /tmp: then it must be this user's, and this user's alone
     */
    static SpillDirectory open(Path root, boolean shared) throws IOException {
        Files.createDirectories(root, attributes(root, OWNER_ONLY));
        Path directory = root.resolve(process() + "-" + random());
        Path lockFile = lockOf(directory);
        FileChannel lock = FileChannel.open(
                lockFile,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                attributes(root, OWNER_FILE));
        try {
            if (shared) {
                requireOwn(root, lockFile);
            }
            if (lock.tryLock() == null) {
                throw new IOException(lockFile + " is locked by another process");
            }
            Files.createDirectory(directory, attributes(root, OWNER_ONLY));
            return new SpillDirectory(root, directory, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            Files.deleteIfExists(lockFile);
            throw e;
        }
    }

    /** What somebody else has made there before could be read, or led elsewhere, by him. */
    private static void requireOwn(Path root, Path ownFile) throws IOException {
        for (Path each = root; each != null && !Files.isSameFile(each, temporary()); each = each.getParent()) {
            if (!Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                throw new NotDirectoryException(each + " (expected: a directory, no link)");
            }
            if (!Files.getOwner(each, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(ownFile))) {
                throw new IOException(
                        each + " belongs to " + Files.getOwner(each) + " (expected: " + Files.getOwner(ownFile) + ")");
            }
            if (isPosix(each)) {
                Files.setPosixFilePermissions(each, OWNER_ONLY);
            }
        }
    }

    static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir", "."));
    }

    private static String process() {
        return System.getProperties().computeIfAbsent(PROCESS, key -> random()).toString();
    }

    private static String random() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    }

    private static Path lockOf(Path directory) {
        return directory.resolveSibling(directory.getFileName() + LOCK);
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] attributes(Path where, Set<PosixFilePermission> permissions) {
        return isPosix(where)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(EnumSet.copyOf(permissions))}
                : new FileAttribute<?>[0];
    }

    /** A new file that only this user may read. */
    Path newFile(String name) throws IOException {
        return Files.createFile(directory.resolve(name), attributes(root, OWNER_FILE));
    }

    /** A part of names of files, so that those of two directories never meet. */
    String name() {
        return String.valueOf(directory.getFileName());
    }

    /**
     * Takes over files that dead processes have left, and those of shippers that were closed, as far as there is room.
     *
     * @param room in bytes
     * @return what is now in this directory, oldest first
     */
    List<Path> adopt(long room, Troubles troubles) {
        List<Path> adopted = new ArrayList<>();
        try {
            for (Path abandoned : directories()) {
                adoptFrom(abandoned, room, adopted);
            }
        } catch (IOException | DirectoryIteratorException e) {
            troubles.say("what others have left in " + root + " cannot be taken over: " + e);
        }
        Collections.sort(adopted);
        return adopted;
    }

    /** Only what has a name of ours: the directory may be somebody's with other things in it. */
    private List<Path> directories() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(root)) {
            for (Path each : stream) {
                String name = String.valueOf(each.getFileName());
                if (NAME.matcher(name).matches()
                        && !name.startsWith(process())
                        && Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                    found.add(each);
                }
            }
        }
        return found;
    }

    private void adoptFrom(Path abandoned, long room, List<Path> adopted) throws IOException {
        FileChannel theirs = lockIfDead(lockOf(abandoned));
        if (theirs == null && Files.exists(lockOf(abandoned))) {
            return;
        }
        try {
            moveAll(abandoned, room, adopted);
        } catch (NoSuchFileException e) {
            // another took it first
        } finally {
            if (theirs != null) {
                theirs.close();
            }
        }
    }

    /** Null when its process lives, or when there is none. */
    private static @Nullable FileChannel lockIfDead(Path lockFile) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(lockFile, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // somebody else of this process is about to take them over
        }
        channel.close();
        return null;
    }

    private void moveAll(Path abandoned, long room, List<Path> adopted) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(abandoned, "*" + SUFFIX)) {
            stream.forEach(files::add);
        }
        Collections.sort(files);
        for (Path file : files) {
            if (sizeOf(adopted) + Files.size(file) > room) {
                return;
            }
            Path own = directory.resolve(file.getFileName());
            Files.move(file, own);
            adopted.add(own);
        }
        Files.deleteIfExists(abandoned);
        Files.deleteIfExists(lockOf(abandoned));
    }

    private static long sizeOf(List<Path> files) throws IOException {
        long size = 0;
        for (Path each : files) {
            size += Files.size(each);
        }
        return size;
    }

    /** Gives it up; files that are still in it may be taken over by anybody, in this process too. */
    @Override
    public void close() throws IOException {
        boolean empty;
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            empty = !stream.iterator().hasNext();
        }
        try (lock) {
            if (empty) {
                Files.deleteIfExists(directory);
            } else {
                Files.move(directory, root.resolve("left-" + random()));
            }
            Files.deleteIfExists(lockOf(directory));
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
