// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.supervisor.ProcessState;
import dev.plinth.cli.supervisor.ProcessStatus;
import dev.plinth.cli.supervisor.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

@Command(name = "status", description = "Show the processes. Exit code 3 when Plinth does not run here.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "--json", description = "For programs.")
    boolean json;

    private final Terminal terminal = Terminal.system();

    /** One process, as {@code --json} writes it. */
    record Row(String name, String state, long pid, int port, long rssBytes, int restarts, Instant since) {
        static Row of(ProcessStatus status) {
            return new Row(
                    status.name(),
                    status.state().id(),
                    status.pid(),
                    status.port(),
                    residentBytes(status.pid()),
                    status.restarts(),
                    status.since());
        }
    }

    /** What {@code --json} writes. */
    record Report(List<Row> processes) {}

    @Override
    public Integer call() {
        DataDirectory data = options.dataDirectory();
        StateFile.State state = data.isSupervised() ? StateFile.read(data.stateFile()) : null;
        List<ProcessStatus> processes = state == null ? List.of() : state.processes();
        if (json) {
            terminal.line(JsonMapper.shared()
                    .writeValueAsString(
                            new Report(processes.stream().map(Row::of).toList())));
        } else if (state == null) {
            terminal.line("Plinth does not run on " + data.root() + ". Start it with plinth up.");
        } else {
            table(processes);
        }
        return state == null ? ExitCode.NOT_RUNNING.code() : ExitCode.OK.code();
    }

    private void table(List<ProcessStatus> processes) {
        terminal.line(terminal.dim("%-12s %-13s %8s %6s %9s %9s  %s"
                .formatted("PROCESS", "STATE", "PID", "PORT", "MEMORY", "RESTARTS", "SINCE")));
        for (ProcessStatus status : processes) {
            String state = "%-13s".formatted(status.state().id());
            terminal.line("%-12s %s %8s %6s %9s %9d  %s"
                            .formatted(
                                    status.name(),
                                    status.state() == ProcessState.READY
                                            ? terminal.green(state)
                                            : terminal.yellow(state),
                                    status.pid() == 0 ? "-" : Long.toString(status.pid()),
                                    status.port() == 0 ? "-" : Integer.toString(status.port()),
                                    status.pid() == 0 ? "-" : (residentBytes(status.pid()) >> 20) + " MB",
                                    status.restarts(),
                                    ago(status.since()))
                    + (status.detail().isEmpty() ? "" : "  " + status.detail()));
        }
    }

    private static String ago(Instant since) {
        Duration age = Duration.between(since, Instant.now());
        if (age.toHours() > 0) {
            return age.toHours() + " h " + age.toMinutesPart() + " min";
        }
        return age.toMinutes() > 0 ? age.toMinutes() + " min " + age.toSecondsPart() + " s" : age.toSeconds() + " s";
    }

    /** Resident memory of a process and, for PostgreSQL, not of its children; 0 when it cannot be seen. */
    private static long residentBytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
