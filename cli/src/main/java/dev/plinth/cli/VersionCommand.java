// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.supervisor.Installation;
import dev.plinth.engines.Engine;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Show the versions of Plinth, its engines and the JDK.")
final class VersionCommand implements Callable<Integer> {
    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() {
        String own = VersionCommand.class.getPackage().getImplementationVersion();
        terminal.line("%-11s %s".formatted("plinth", own == null ? "development" : own));
        for (Engine engine : Installation.engines()) {
            terminal.line("%-11s %s".formatted(engine.name(), engine.version()));
        }
        terminal.line("%-11s %s".formatted("jdk", Runtime.version()));
        return ExitCode.OK.code();
    }
}
