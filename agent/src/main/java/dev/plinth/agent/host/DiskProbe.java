// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.host;

import java.util.Map;
import oshi.hardware.HWDiskStore;
import oshi.hardware.HardwareAbstractionLayer;

/** What disks read and wrote, and how long they were busy with it. */
final class DiskProbe implements Probe {
    private static final double MILLIS = 1_000;
    private static final String DEVICE = "system.device";
    private static final String DIRECTION = "disk.io.direction";

    private final HardwareAbstractionLayer hardware;

    DiskProbe(HardwareAbstractionLayer hardware) {
        this.hardware = hardware;
    }

    @Override
    public void read(Readings to) {
        for (HWDiskStore disk : hardware.getDiskStores()) {
            String device = disk.getName();
            Map<String, String> reads = Map.of(DEVICE, device, DIRECTION, "read");
            Map<String, String> writes = Map.of(DEVICE, device, DIRECTION, "write");
            to.counter("system.disk.io", "By", disk.getReadBytes(), reads);
            to.counter("system.disk.io", "By", disk.getWriteBytes(), writes);
            to.counter("system.disk.operations", "{operation}", disk.getReads(), reads);
            to.counter("system.disk.operations", "{operation}", disk.getWrites(), writes);
            to.counter("system.disk.io_time", "s", disk.getTransferTime() / MILLIS, Map.of(DEVICE, device));
        }
    }
}
