// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import java.io.IOException;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

@Command(name = "diff", description = "Show what apply would change. Exit code 1 when there is something.")
final class DiffCommand extends ApplyCommand {
    @Override
    public Integer call() throws IOException {
        JsonNode outcome = apply(true);
        show(outcome);
        return outcome.path("changes").isEmpty() ? ExitCode.OK.code() : ExitCode.FAILURE.code();
    }
}
