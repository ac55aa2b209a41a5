// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.contract;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where a process listens, read from the kernel's tables. */
final class Listening {
    private static final String LISTEN = "0A";

    private Listening() {}

    /** As {@code 127.0.0.1:7432}; IPv6 addresses that mean loopback are written as 127.0.0.1. */
    static List<String> addressesOf(long pid) throws IOException {
        Set<String> sockets = new HashSet<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path link : links) {
                sockets.add(Files.readSymbolicLink(link).toString());
            }
        }
        List<String> addresses = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
                String[] columns = line.strip().split("\\s+", -1);
                if (columns.length > 9
                        && columns[3].equals(LISTEN)
                        && sockets.contains("socket:[" + columns[9] + "]")) {
                    addresses.add(readable(columns[1]));
                }
            }
        }
        return addresses;
    }

    private static String readable(String kernelForm) {
        String[] parts = kernelForm.split(":", -1);
        boolean loopback = parts[0].equals("0100007F")
                || parts[0].equals("0000000000000000FFFF00000100007F")
                || parts[0].equals("00000000000000000000000001000000");
        return (loopback ? "127.0.0.1" : parts[0]) + ":" + Integer.parseInt(parts[1], 16);
    }
}
