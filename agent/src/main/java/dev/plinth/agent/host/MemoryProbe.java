// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.host;

import java.util.Locale;
import java.util.Map;
import oshi.hardware.GlobalMemory;
import oshi.hardware.VirtualMemory;
import oshi.util.FileUtil;
import oshi.util.linux.ProcPath;

/** Memory and swap. */
final class MemoryProbe implements Probe {
    private static final String USAGE = "system.memory.usage";
    private static final String PAGING = "system.paging.usage";

    private final GlobalMemory memory;

    MemoryProbe(GlobalMemory memory) {
        this.memory = memory;
    }

    @Override
    public void read(Readings to) {
        long total = memory.getTotal();
        long available = memory.getAvailable();
        to.sum("system.memory.limit", "By", total, Map.of());
        to.sum("system.memory.linux.available", "By", available, Map.of());
        usage(to, "used", total - available);
        Map<String, String> kernel = FileUtil.getKeyValueMapFromFile(ProcPath.MEMINFO, ":");
        usage(to, "free", bytes(kernel, "MemFree"));
        usage(to, "buffers", bytes(kernel, "Buffers"));
        usage(to, "cached", bytes(kernel, "Cached"));

        VirtualMemory swap = memory.getVirtualMemory();
        long used = swap.getSwapUsed();
        to.sum(PAGING, "By", used, Map.of("system.paging.state", "used"));
        to.sum(PAGING, "By", swap.getSwapTotal() - used, Map.of("system.paging.state", "free"));
        paging(to, "in", swap.getSwapPagesIn());
        paging(to, "out", swap.getSwapPagesOut());
    }

    private static void usage(Readings to, String state, long bytes) {
        to.sum(USAGE, "By", bytes, Map.of("system.memory.state", state));
    }

    private static void paging(Readings to, String direction, long pages) {
        to.counter("system.paging.operations", "{operation}", pages, Map.of("system.paging.direction", direction));
    }

    /** Of {@code 123 kB}; negative when it is not told. */
    private static long bytes(Map<String, String> kernel, String name) {
        String text = kernel.getOrDefault(name, "").strip().toLowerCase(Locale.ROOT);
        return text.matches("\\d{1,15} kb") ? Long.parseLong(text.substring(0, text.indexOf(' '))) << 10 : -1;
    }
}
