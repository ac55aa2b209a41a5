// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import dev.plinth.engines.SecretFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "backup",
        description = "Write resources, ledger and secrets (sealed) into one file.",
        footer = {
            "",
            "Secrets stay sealed: to use them elsewhere, restore needs this installation's master key",
            "(secrets/master.key in the data directory). Keep that apart from the backup."
        })
final class BackupCommand extends ResourceCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE")
    Path file = Path.of("");

    @Override
    public Integer call() throws IOException {
        Path directory = SecretFiles.privateDirectory(file.toAbsolutePath().resolveSibling(""));
        Path temporary = Files.createTempFile(directory, ".backup", ".tmp");
        try (InputStream backup = api().stream("backup", Map.of())) {
            Files.copy(backup, temporary, StandardCopyOption.REPLACE_EXISTING);
            Files.move(
                    temporary,
                    file.toAbsolutePath(),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        terminal.line("Wrote %s, %,d bytes.".formatted(file, Files.size(file)));
        return ExitCode.OK.code();
    }
}
