// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a loopback port can be had, and who has it otherwise. */
public final class Ports {
    private Ports() {}

    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A port that was free a moment ago, for tests. */
    public static int anyFree() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("No port is free", e);
        }
    }

    /** Who listens on the port, as {@code process 4711 (redis-server --port 7379)}; null when that cannot be seen. */
    public static @Nullable String holder(int port) {
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            String inode = listeningInode(Path.of(table), port);
            if (inode != null) {
                return holderOf("socket:[" + inode + "]");
            }
        }
        return null;
    }

    private static @Nullable String listeningInode(Path table, int port) {
        String hex = "%04X".formatted(port);
        try {
            for (String line : Files.readAllLines(table)) {
                String[] columns = line.strip().split("\\s+", -1);
                if (columns.length > 9 && columns[3].equals("0A") && columns[1].endsWith(":" + hex)) {
                    return columns[9];
                }
            }
        } catch (IOException e) {
            return null;
        }
        return null;
    }

    private static @Nullable String holderOf(String socket) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process.resolve("fd"), socket)) {
                    String command = Files.readString(process.resolve("cmdline"))
                            .replace('\0', ' ')
                            .strip();
                    String shown = command.length() > 120 ? command.substring(0, 120) + "…" : command;
                    return "process " + process.getFileName() + " (" + shown + ")";
                }
            }
        } catch (IOException e) {
            return null;
        }
        return null;
    }

    private static boolean holds(Path descriptors, String socket) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            for (Path link : links) {
                if (Files.readSymbolicLink(link).toString().equals(socket)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // somebody else's process, or gone
        }
        return false;
    }
}
