// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import dev.plinth.cli.settings.PlinthSettings;
import dev.plinth.cli.settings.Room;
import dev.plinth.cli.supervisor.Installation;
import dev.plinth.engines.Engine;
import dev.plinth.engines.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "doctor", description = "Check this machine, and say what to do about what is wrong.")
final class DoctorCommand implements Callable<Integer> {
    private static final long MIN_MEMORY_MB = 3_000;
    private static final long MIN_DISK_MB = 3_000;

    @Mixin
    GlobalOptions options = new GlobalOptions();

    private final Terminal terminal = Terminal.system();
    private boolean failed;

    @Override
    public Integer call() throws IOException {
        PlinthSettings settings = options.settings();
        DataDirectory data = options.dataDirectory(settings);
        ok("JDK", Runtime.version() + " at " + System.getProperty("java.home"));
        jcmd();
        memory();
        disk(data);
        tools();
        ports(settings, data);
        engines(settings, data);
        return failed ? ExitCode.FAILURE.code() : ExitCode.OK.code();
    }

    private void engines(PlinthSettings settings, DataDirectory data) {
        if (settings.engines() == null || settings.engines().isEmpty()) {
            return;
        }
        Set<Room> rooms = Room.parse(Objects.requireNonNullElse(settings.only(), List.of()));
        try {
            new Installation(GlobalOptions.program(), options.base(), settings, data, rooms).checkGivenEngines();
            ok(
                    "engines",
                    "yours answer: " + String.join(", ", settings.engines().keySet()));
        } catch (Failure e) {
            fail("engines", String.valueOf(e.getMessage()), e.action());
        }
    }

    private void jcmd() {
        if (Files.isExecutable(Installation.java().resolveSibling("jcmd"))) {
            ok("jcmd", "start-up caches can be trained");
        } else {
            warn("jcmd", "not in this JDK", "Starts stay slow: use a full JDK 25 and not a JRE.");
        }
    }

    private void memory() throws IOException {
        long available = Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
        if (available >= MIN_MEMORY_MB) {
            ok("memory", available + " MB are free");
        } else {
            warn(
                    "memory",
                    available + " MB are free (expected: " + MIN_MEMORY_MB + ")",
                    "Run fewer rooms with --only.");
        }
    }

    private void disk(DataDirectory data) throws IOException {
        Path there = data.root();
        while (!Files.exists(there)) {
            there = there.resolveSibling("");
        }
        long free = Files.getFileStore(there).getUsableSpace() >> 20;
        if (!Files.isWritable(there)) {
            fail("disk", there + " cannot be written", "Choose another directory with --data.");
        } else if (free < MIN_DISK_MB) {
            fail(
                    "disk",
                    free + " MB are free in " + there + " (expected: " + MIN_DISK_MB + ")",
                    "Make room, or use --data.");
        } else {
            ok("disk", free + " MB are free in " + there);
        }
    }

    private void tools() {
        tool("setpriv", "setpriv", "--version");
        if ("root".equals(System.getProperty("user.name"))) {
            if (succeeds("unshare", "-U", "true")) {
                ok("namespaces", "PostgreSQL can run although you are root");
            } else {
                warn(
                        "namespaces",
                        "not allowed",
                        "PostgreSQL will run as nobody; the data directory must be below one that others may enter.");
            }
        }
        tool("Maven", "mvn", "--version");
        if (succeeds("chromium", "--version")) {
            ok("Chromium", "browser tests can run");
        } else {
            warn("Chromium", "not found", "Only needed by plinth test: apt-get install chromium");
        }
    }

    private void tool(String what, String... command) {
        if (succeeds(command)) {
            ok(what, "found");
        } else {
            fail(
                    what,
                    "not found",
                    "Install it: on Debian, apt-get install " + (what.equals("Maven") ? "maven" : "util-linux"));
        }
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void ports(PlinthSettings settings, DataDirectory data) {
        if (data.isSupervised()) {
            ok("ports", "in use by this installation, which runs");
            return;
        }
        int offset = settings.portOffsetOrDefault();
        int[] ports =
                Installation.engines().stream().mapToInt(Engine::defaultPort).toArray();
        for (int port : Arrays.stream(ports).map(port -> port + offset).toArray()) {
            if (!Ports.isFree(port)) {
                fail("port " + port, "taken by " + Ports.holder(port), "Stop that, or start with --port-offset N.");
            }
        }
        ok("ports", "checked " + Arrays.toString(ports) + (offset == 0 ? "" : " + " + offset));
    }

    private void ok(String what, String finding) {
        terminal.line("  %s %-11s %s".formatted(terminal.green("✓"), what, finding));
    }

    private void warn(String what, String finding, String action) {
        terminal.line("  %s %-11s %s".formatted(terminal.yellow("!"), what, finding));
        terminal.line("    → " + action);
    }

    private void fail(String what, String finding, String action) {
        failed = true;
        terminal.line("  %s %-11s %s".formatted(terminal.red("✗"), what, finding));
        terminal.line("    → " + action);
    }
}
