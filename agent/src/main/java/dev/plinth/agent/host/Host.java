// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.host;

import dev.plinth.agent.AgentProblem;
import dev.plinth.agent.ship.Notes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.nativefree.SystemInfo;
import oshi.software.os.OperatingSystem;

/** Reads the machine. What cannot be read is left out, and said. For one thread. */
final class Host {
    private final long boot;
    private final Map<String, Probe> probes = new LinkedHashMap<>();
    private final Notes notes;

    /** @param processes how many of them are told one by one, by time and by memory */
    Host(int processes, Notes notes) {
        SystemInfo info = new SystemInfo();
        HardwareAbstractionLayer hardware = info.getHardware();
        OperatingSystem system = info.getOperatingSystem();
        this.boot = system.getSystemBootTime() * 1_000;
        this.notes = notes;
        probes.put("processors", new ProcessorProbe(hardware.getProcessor()));
        probes.put("memory", new MemoryProbe(hardware.getMemory()));
        probes.put("disks", new DiskProbe(hardware));
        probes.put("file systems", new FileSystemProbe(system.getFileSystem()));
        probes.put("network", new NetworkProbe(hardware));
        probes.put("processes", new ProcessProbe(system, processes));
        probes.put("system", new SystemProbe(system));
    }

    /** @throws AgentProblem when this machine cannot be read at all */
    static void check(String input) {
        if (!new SystemInfo().isAvailable()) {
            throw new AgentProblem(
                    AgentProblem.Kind.UNAVAILABLE,
                    "%s: %s (expected: Linux)".formatted(input, System.getProperty("os.name")),
                    "Leave the host input out on this machine.");
        }
    }

    List<Metric> read() {
        Readings readings = new Readings(boot);
        probes.forEach((name, probe) -> {
            try {
                probe.read(readings);
            } catch (RuntimeException e) {
                // one that fails must not take the others with it
                notes.say("host " + name, "The %s of the host cannot be read: %s".formatted(name, e));
            }
        });
        return readings.metrics();
    }
}
