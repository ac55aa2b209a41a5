// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.host;

import java.util.Map;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;

/** What processors spent their time with, all of them together, and how many wanted them. */
final class ProcessorProbe implements Probe {
    private static final double MILLIS = 1_000;

    private final CentralProcessor processor;

    ProcessorProbe(CentralProcessor processor) {
        this.processor = processor;
    }

    @Override
    public void read(Readings to) {
        long[] ticks = processor.getSystemCpuLoadTicks();
        time(to, "user", ticks[TickType.USER.getIndex()]);
        time(to, "nice", ticks[TickType.NICE.getIndex()]);
        time(to, "system", ticks[TickType.SYSTEM.getIndex()]);
        time(to, "idle", ticks[TickType.IDLE.getIndex()]);
        time(to, "iowait", ticks[TickType.IOWAIT.getIndex()]);
        time(to, "interrupt", ticks[TickType.IRQ.getIndex()] + ticks[TickType.SOFTIRQ.getIndex()]);
        time(to, "steal", ticks[TickType.STEAL.getIndex()]);
        to.sum("system.cpu.logical.count", "{cpu}", (long) processor.getLogicalProcessorCount(), Map.of());
        double[] load = processor.getSystemLoadAverage(3);
        to.gauge("system.cpu.load_average.1m", "{thread}", load[0]);
        to.gauge("system.cpu.load_average.5m", "{thread}", load[1]);
        to.gauge("system.cpu.load_average.15m", "{thread}", load[2]);
    }

    private static void time(Readings to, String mode, long millis) {
        to.counter("system.cpu.time", "s", millis / MILLIS, Map.of("cpu.mode", mode));
    }
}
