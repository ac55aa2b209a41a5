// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import dev.plinth.engines.EngineException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
        name = "plinth",
        description = "The whole backend of an internet company as one program.",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            DoctorCommand.class,
            FetchCommand.class,
            ResetCommand.class,
            VersionCommand.class,
            UserCommand.class,
            AppCommand.class,
            LoginCommand.class,
            LogoutCommand.class,
            ServiceCommand.class,
            NewCommand.class,
            SdkCommand.class,
            DemoCommand.class,
            ApplyCommand.class,
            GetCommand.class,
            DiffCommand.class,
            DeleteCommand.class,
            HistoryCommand.class,
            RevertCommand.class,
            WatchCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            AgentCommand.class,
            TestRulesCommand.class,
            AutoComplete.GenerateCompletion.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Done",
            "1:It failed; the message says why",
            "2:The command was not understood",
            "3:Plinth does not run here",
            "4:The core refused: not valid, not allowed, or in conflict",
            "69:Something needed is not there: a JDK, the network, an artifact",
            "70:A defect of Plinth",
            "75:Not now; the same command may work later",
            "77:This user may not",
            "78:plinth.yaml, the data directory or a port is wrong"
        },
        footer = {"", "Two more are done by the launcher: test [--fast], and bench NAME."})
final class Plinth {
    private Plinth() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine command = new CommandLine(new Plinth());
        command.setExecutionExceptionHandler((failure, line, parsed) -> explain(failure));
        command.setUsageHelpAutoWidth(true);
        return command;
    }

    private static int explain(Exception failure) {
        Terminal terminal = new Terminal(
                System.err, false, System.getenv("NO_COLOR") == null && Boolean.getBoolean("plinth.terminal"));
        switch (failure) {
            case Failure known -> {
                terminal.line(terminal.red("✗ ") + known.getMessage());
                terminal.line("  → " + known.action());
                return known.exitCode().code();
            }
            case EngineException engine -> {
                terminal.line(terminal.red("✗ ") + engine.engine() + ": " + engine.getMessage());
                terminal.line("  → " + engine.action());
                return ExitCode.UNAVAILABLE.code();
            }
            default -> {
                terminal.line(terminal.red("✗ ") + "A defect of Plinth: " + failure);
                for (StackTraceElement frame : failure.getStackTrace()) {
                    terminal.line("    at " + frame);
                }
                return ExitCode.DEFECT.code();
            }
        }
    }
}
