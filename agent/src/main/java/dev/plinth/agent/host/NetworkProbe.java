// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.host;

import java.util.Map;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;
import oshi.util.FileUtil;
import oshi.util.linux.SysPath;

/** What went through each network interface that was ever used. */
final class NetworkProbe implements Probe {
    private final HardwareAbstractionLayer hardware;

    NetworkProbe(HardwareAbstractionLayer hardware) {
        this.hardware = hardware;
    }

    @Override
    public void read(Readings to) {
        for (NetworkIF each : hardware.getNetworkIFs(true)) {
            if (each.getPacketsRecv() > 0 || each.getPacketsSent() > 0) {
                Map<String, String> received = attributes(each, "receive");
                Map<String, String> sent = attributes(each, "transmit");
                to.counter("system.network.io", "By", each.getBytesRecv(), received);
                to.counter("system.network.io", "By", each.getBytesSent(), sent);
                to.counter("system.network.packet.count", "{packet}", each.getPacketsRecv(), received);
                to.counter("system.network.packet.count", "{packet}", each.getPacketsSent(), sent);
                to.counter("system.network.errors", "{error}", each.getInErrors(), received);
                to.counter("system.network.errors", "{error}", each.getOutErrors(), sent);
                to.counter("system.network.packet.dropped", "{packet}", each.getInDrops(), received);
                to.counter("system.network.packet.dropped", "{packet}", outDrops(each), sent);
            }
        }
    }

    private static long outDrops(NetworkIF each) {
        return FileUtil.getLongFromFile(SysPath.NET + each.getName() + "/statistics/tx_dropped");
    }

    private static Map<String, String> attributes(NetworkIF each, String direction) {
        return Map.of("network.interface.name", each.getName(), "network.io.direction", direction);
    }
}
