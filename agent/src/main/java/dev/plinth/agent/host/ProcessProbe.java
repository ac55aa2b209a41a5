// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.host;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import oshi.software.os.OSProcess;
import oshi.software.os.OperatingSystem;

/**
 * How many processes there are, and some of them: those that took most time since the last reading, and those that have most memory. Of a process its
 * number and the name of its command are told, never its arguments.
 */
final class ProcessProbe implements Probe {
    private static final double MILLIS = 1_000;

    private final OperatingSystem system;
    private final int most;
    /** Time of each process at the last reading. */
    private Map<Id, Long> before = Map.of();

    /** A number is given again when its process is gone. */
    private record Id(int number, long start) {
        static Id of(OSProcess process) {
            return new Id(process.getProcessID(), process.getStartTime());
        }
    }

    ProcessProbe(OperatingSystem system, int most) {
        this.system = system;
        this.most = most;
    }

    @Override
    public void read(Readings to) {
        List<OSProcess> processes = system.getProcesses(null, null, 0);
        Map<String, Long> states = new TreeMap<>();
        Map<Id, Long> times = new HashMap<>();
        for (OSProcess process : processes) {
            states.merge(state(process.getState()), 1L, Long::sum);
            times.put(Id.of(process), time(process));
        }
        states.forEach(
                (state, number) -> to.sum("system.process.count", "{process}", number, Map.of("process.state", state)));
        Map<Id, Long> last = before;
        Set<OSProcess> top = new LinkedHashSet<>();
        top.addAll(most(processes, process -> time(process) - last.getOrDefault(Id.of(process), 0L)));
        top.addAll(most(processes, OSProcess::getResidentMemory));
        top.forEach(process -> read(process, to));
        before = times;
    }

    private List<OSProcess> most(List<OSProcess> processes, ToLongFunction<OSProcess> of) {
        return processes.stream()
                .filter(process -> of.applyAsLong(process) > 0)
                .sorted(Comparator.comparingLong(of).reversed().thenComparingInt(OSProcess::getProcessID))
                .limit(most)
                .toList();
    }

    private static long time(OSProcess process) {
        return process.getUserTime() + process.getKernelTime();
    }

    private static void read(OSProcess process, Readings to) {
        Map<String, String> which = Map.of(
                "process.pid", String.valueOf(process.getProcessID()), "process.executable.name", process.getName());
        long since = process.getStartTime();
        time(to, which, "user", process.getUserTime(), since);
        time(to, which, "system", process.getKernelTime(), since);
        to.sum("process.memory.usage", "By", process.getResidentMemory(), which, since);
    }

    private static void time(Readings to, Map<String, String> which, String mode, long millis, long since) {
        Map<String, String> attributes = new HashMap<>(which);
        attributes.put("cpu.mode", mode);
        to.counter("process.cpu.time", "s", millis / MILLIS, attributes, since);
    }

    private static String state(OSProcess.State state) {
        return switch (state) {
            case RUNNING -> "running";
            case SLEEPING, WAITING -> "sleeping";
            case STOPPED, SUSPENDED -> "stopped";
            case ZOMBIE -> "defunct";
            // threads of the kernel, mostly
            case NEW, OTHER, INVALID -> "other";
        };
    }
}
