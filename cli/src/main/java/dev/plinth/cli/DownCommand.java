// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import dev.plinth.cli.supervisor.StateFile;
import dev.plinth.engines.ChildProcess;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "down", description = "Stop everything, in order.")
final class DownCommand implements Callable<Integer> {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(120);

    @Mixin
    GlobalOptions options = new GlobalOptions();

    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() throws InterruptedException {
        DataDirectory data = options.dataDirectory();
        stop(data, terminal);
        return ExitCode.OK.code();
    }

    /** Stops what runs on the directory, and returns when it is gone. */
    static void stop(DataDirectory data, Terminal terminal) throws InterruptedException {
        StateFile.State state = StateFile.read(data.stateFile());
        boolean supervised = data.isSupervised();
        boolean launcher = state != null && isLauncher(state.launcherPid());
        if (state == null || (!supervised && !launcher)) {
            terminal.line("Nothing runs on " + data.root() + ".");
            return;
        }
        long limit = System.nanoTime() + LIMIT_NANOS;
        if (launcher) {
            // or it would start a killed supervisor again
            ChildProcess.signal(state.launcherPid(), "TERM");
        }
        if (supervised) {
            ChildProcess.signal(state.supervisorPid(), "TERM");
        }
        StartView view = new StartView(terminal);
        while (data.isSupervised() || isLauncher(state.launcherPid())) {
            StateFile.State now = StateFile.read(data.stateFile());
            if (now != null) {
                view.show(now.processes());
            }
            if (System.nanoTime() > limit) {
                throw new Failure(
                        ExitCode.TEMPORARY,
                        "Process " + state.supervisorPid() + " has not stopped everything within two minutes",
                        "Look at plinth status and plinth logs; kill -9 " + state.supervisorPid()
                                + " ends it, and its children end with it.");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        terminal.line("Plinth is down.");
    }

    /** Pids are used again: a launcher is a shell that runs our script. */
    private static boolean isLauncher(long pid) {
        return pid > 0
                && ProcessHandle.of(pid)
                        .filter(ProcessHandle::isAlive)
                        .flatMap(process -> process.info().commandLine())
                        .filter(command -> command.contains("plinth"))
                        .isPresent();
    }
}
