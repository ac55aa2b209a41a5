// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.host;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import oshi.software.os.FileSystem;
import oshi.software.os.OSFileStore;

/** How full file systems are that are on this machine; those of the kernel, as {@code proc}, have no size. */
final class FileSystemProbe implements Probe {
    private static final String USAGE = "system.filesystem.usage";
    private static final String STATE = "system.filesystem.state";

    private final FileSystem fileSystem;

    FileSystemProbe(FileSystem fileSystem) {
        this.fileSystem = fileSystem;
    }

    @Override
    public void read(Readings to) {
        Set<String> seen = new HashSet<>();
        // one that is far away may not answer for hours
        for (OSFileStore store : fileSystem.getFileStores(true)) {
            // what is mounted over another hides it
            if (store.getTotalSpace() > 0 && seen.add(store.getMount())) {
                read(store, to);
            }
        }
    }

    private static void read(OSFileStore store, Readings to) {
        long total = store.getTotalSpace();
        long free = store.getFreeSpace();
        long available = Math.min(free, store.getUsableSpace());
        boolean readOnly = List.of(store.getOptions().split(",")).contains("ro");
        Map<String, String> attributes = Map.of(
                "system.device", store.getVolume(),
                "system.filesystem.mountpoint", store.getMount(),
                "system.filesystem.type", store.getType(),
                "system.filesystem.mode", readOnly ? "ro" : "rw");
        to.sum("system.filesystem.limit", "By", total, attributes);
        to.sum(USAGE, "By", total - free, with(attributes, "used"));
        to.sum(USAGE, "By", available, with(attributes, "free"));
        to.sum(USAGE, "By", free - available, with(attributes, "reserved"));
    }

    private static Map<String, String> with(Map<String, String> attributes, String state) {
        Map<String, String> all = new HashMap<>(attributes);
        all.put(STATE, state);
        return all;
    }
}
