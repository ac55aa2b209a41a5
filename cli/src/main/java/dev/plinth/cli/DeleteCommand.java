// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "delete", description = "Delete a resource. The ledger keeps it, so this can be reverted.")
final class DeleteCommand extends ResourceCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "KIND")
    String kind = "";

    @Parameters(index = "1", paramLabel = "NAME")
    String name = "";

    @Option(names = "--env", description = "The environment.")
    @Nullable
    String env;

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
                        "DELETE",
                        "resources/" + Api.encoded(kind) + "/" + Api.encoded(name),
                        Map.of("env", orEmpty(env), "message", orEmpty(message), "dryRun", Boolean.toString(dryRun))));
        return ExitCode.OK.code();
    }
}
