// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "reset", description = "Stop everything and delete all data of this installation.")
final class ResetCommand implements Callable<Integer> {
    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() throws IOException, InterruptedException {
        DataDirectory data = options.dataDirectory();
        if (!Files.exists(data.root())) {
            terminal.line("There is nothing at " + data.root() + ".");
            return ExitCode.OK.code();
        }
        if (!data.exists()) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    data.root()
                            + " is no data directory of Plinth (expected: a plinth.json in it); nothing was deleted",
                    "Check --data.");
        }
        if (!yes && !confirmed(data)) {
            throw new Failure(ExitCode.FAILURE, "Nothing was deleted", "Answer yes, or say --yes.");
        }
        DownCommand.stop(data, terminal);
        try (Stream<Path> all = Files.walk(data.root())) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
        terminal.line("Deleted " + data.root() + ".");
        return ExitCode.OK.code();
    }

    private boolean confirmed(DataDirectory data) {
        Console console = Objects.requireNonNull(System.console());
        if (!console.isTerminal()) {
            return false;
        }
        String answer = console.readLine("Delete everything in %s? Type yes: ", data.root());
        return "yes".equals(answer);
    }
}
