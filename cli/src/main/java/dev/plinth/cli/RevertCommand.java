// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "revert", description = "Undo a change and all that were applied together with it.")
final class RevertCommand extends ResourceCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CHANGE", description = "Its number, as plinth history shows it.")
    long change;

    @Option(
            names = {"-m", "--message"},
            description = "Why, for the ledger.")
    @Nullable
    String message;

    @Option(names = "--dry-run", description = "Show what would change, and change nothing.")
    boolean dryRun;

    @Override
    public Integer call() {
        show(api().send(
                        "POST",
                        "changes/" + change + "/revert",
                        Map.of("message", orEmpty(message), "dryRun", Boolean.toString(dryRun))));
        return ExitCode.OK.code();
    }
}
