// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.host;

import java.util.Map;
import oshi.software.os.FileSystem;
import oshi.software.os.OperatingSystem;

/** How long the machine runs, and how many files are open on it. */
final class SystemProbe implements Probe {
    private final OperatingSystem system;

    SystemProbe(OperatingSystem system) {
        this.system = system;
    }

    @Override
    public void read(Readings to) {
        to.gauge("system.uptime", "s", (double) system.getSystemUptime());
        FileSystem files = system.getFileSystem();
        // the conventions have none of the whole machine
        to.sum("system.file_descriptor.count", "{file_descriptor}", files.getOpenFileDescriptors(), Map.of());
        to.sum("system.file_descriptor.limit", "{file_descriptor}", files.getMaxFileDescriptors(), Map.of());
    }
}
