// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.system;

import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.system.SupervisorState.Content;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What this installation is, and how its processes do. For who may read {@code System}. */
@RestController
@Tag(name = "System")
class SystemController {
    private static final ResourceKey SYSTEM = ResourceKey.global("System", "plinth");

    private final SupervisorState supervisor;
    private final Access access;

    SystemController(SupervisorState supervisor, Access access) {
        this.supervisor = supervisor;
        this.access = access;
    }

    /**
     * The installation.
     *
     * @param supervised whether a supervisor on this machine started this core; the lists are empty otherwise
     * @param version of Plinth
     * @param java version of the JVM that this core runs on
     * @param processors what this core may use
     * @param settings those of {@code plinth.yaml} that are in force, with their defaults; no secrets
     */
    record Installation(
            boolean supervised,
            String version,
            String java,
            String operatingSystem,
            int processors,
            long memoryBytes,
            Instant startedAt,
            @Nullable String publicUrl,
            List<EngineInUse> engines,
            List<Setting> settings) {}

    /**
     * An engine that is used.
     *
     * @param version empty when it does not tell
     * @param bundled whether Plinth started it, or was given its URL
     */
    record EngineInUse(String name, String version, String url, boolean bundled) {}

    /**
     * A setting.
     *
     * @param given whether somebody said so, or it is the default
     */
    record Setting(String name, String value, boolean given, String description) {}

    @GetMapping("/api/v1/system")
    @Operation(summary = "Versions, engines and the settings in force")
    Installation installation(@Parameter(hidden = true) Principal caller) {
        access.require(caller, Verb.READ, SYSTEM);
        Content content = supervisor.read();
        Runtime runtime = Runtime.getRuntime();
        return new Installation(
                content != null,
                content == null || content.version() == null ? "development" : content.version(),
                Runtime.version().toString(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"),
                runtime.availableProcessors(),
                machineBytes(),
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
                content == null ? null : content.publicUrl(),
                list(content == null ? null : content.engines()).stream()
                        .map(each -> new EngineInUse(each.name(), each.version(), each.url(), each.bundled()))
                        .toList(),
                list(content == null ? null : content.settings()).stream()
                        .map(each -> new Setting(each.name(), each.value(), each.given(), each.description()))
                        .toList());
    }

    /** In the order in which they are started. */
    record ProcessList(List<ProcessInfo> items) {}

    /**
     * A process of this machine.
     *
     * @param state waiting, fetching, starting, ready, unhealthy, backing-off, stopping, stopped or failed
     * @param pid 0 while there is none
     * @param port 0 when it has none
     * @param memoryBytes proportional set size with that of its children, 0 when it cannot be seen
     * @param restarts how often it was started again
     * @param since when it came into this state
     * @param detail progress, or the reason of a failure
     * @param action what to do about a failure
     */
    record ProcessInfo(
            String name,
            String state,
            long pid,
            int port,
            long memoryBytes,
            int restarts,
            @Nullable Instant since,
            String detail,
            String action) {}

    @GetMapping("/api/v1/system/processes")
    @Operation(summary = "The processes of this machine", description = "Empty for a core that runs on its own.")
    ProcessList processes(@Parameter(hidden = true) Principal caller) {
        access.require(caller, Verb.READ, SYSTEM);
        Content content = supervisor.read();
        return new ProcessList(list(content == null ? null : content.processes()).stream()
                .map(each -> new ProcessInfo(
                        each.name(),
                        each.stateId(),
                        each.pid(),
                        each.port(),
                        memoryBytes(each.pid()),
                        each.restarts(),
                        each.since(),
                        each.detail(),
                        each.action()))
                .toList());
    }

    private static <T> List<T> list(@Nullable List<T> items) {
        return Objects.requireNonNullElse(items, List.of());
    }

    private static long machineBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : 0;
    }

    private static long memoryBytes(long pid) {
        return pid == 0
                ? 0
                : ProcessHandle.of(pid)
                        .map(process -> proportional(pid)
                                + process.descendants()
                                        .mapToLong(child -> proportional(child.pid()))
                                        .sum())
                        .orElse(0L);
    }

    /** What several processes share is divided among them, so that sums are true; the resident size where that is not told. */
    private static long proportional(long pid) {
        long proportional = size(pid, "smaps_rollup", "Pss:");
        return proportional > 0 ? proportional : size(pid, "status", "VmRSS:");
    }

    private static long size(long pid, String file, String name) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), file)).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
