// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How to run a program that refuses to run as root.
 *
 * <p>As root, a user namespace without a mapping makes it somebody else while its files stay ours; where namespaces are not allowed
 * (some containers), it becomes {@code nobody}, and its directory is given to that user. As an ordinary user nothing is needed.
 */
public final class ChildUser {
    private static final String FALLBACK = "nobody";

    private ChildUser() {}

    /**
     * What to put before the command; the program keeps the pid.
     *
     * @param directory what it must be able to write; given to {@code nobody} where that is the way
     */
    public static List<String> prefix(Path directory) {
        if (!isRoot()) {
            return List.of();
        }
        if (succeeds("unshare", "-U", "true")) {
            return List.of("unshare", "-U");
        }
        giveTo(FALLBACK, directory);
        return List.of("setpriv", "--reuid=" + FALLBACK, "--regid=nogroup", "--clear-groups");
    }

    static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void giveTo(String user, Path directory) {
        try {
            Path parent = directory.toAbsolutePath().resolveSibling("");
            // the data directory: its other folders stay closed
            Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(parent));
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
            Files.setPosixFilePermissions(parent, permissions);
            refuseClosedParents(user, parent);
            UserPrincipal owner =
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path each : (Iterable<Path>) all::iterator) {
                    Files.setOwner(each, owner);
                }
            }
        } catch (IOException e) {
            throw new EngineException(
                    "postgres",
                    "Cannot give " + directory + " to the user " + user + ": " + e.getMessage(),
                    "Run plinth as an ordinary user.",
                    e);
        }
    }

    private static void refuseClosedParents(String user, Path directory) throws IOException {
        for (Path parent = directory.getParent(); parent != null; parent = parent.getParent()) {
            if (!Files.getPosixFilePermissions(parent).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                throw new EngineException(
                        "postgres",
                        "PostgreSQL refuses to run as root, user namespaces are not allowed here, and the user " + user
                                + " may not enter " + parent + ".",
                        "Run plinth as an ordinary user, or choose a data directory below one that others may enter"
                                + " (chmod o+x), or allow user namespaces.");
            }
        }
    }
}
