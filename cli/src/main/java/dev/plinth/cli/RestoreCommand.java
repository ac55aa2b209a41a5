// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "restore", description = "Read a backup into an empty installation.")
final class RestoreCommand extends ResourceCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE")
    Path file = Path.of("");

    @Override
    public Integer call() throws IOException {
        if (!Files.isReadable(file)) {
            throw new Failure(ExitCode.USAGE, "There is no file " + file, "Name a file that plinth backup wrote.");
        }
        JsonNode restored = api().post("restore", Map.of(), "application/zip", BodyPublishers.ofFile(file));
        terminal.line("Restored up to change %d: %d resources, %d secrets."
                .formatted(
                        restored.path("position").asLong(),
                        restored.path("resources").asLong(),
                        restored.path("secrets").asLong()));
        return ExitCode.OK.code();
    }
}
