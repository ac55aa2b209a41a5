// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The jars and POMs that the build left for services, in the layout of a Maven repository. */
record Sdk(Path directory) {
    private static final String STARTER = "dev/plinth/plinth-spring-boot-starter";

    static Sdk of(Path program) {
        return new Sdk(program.resolve("maven"));
    }

    /** @throws Failure when it was not built */
    String version() {
        try (Stream<Path> versions = Files.list(directory.resolve(STARTER))) {
            return versions.map(version -> version.getFileName().toString())
                    .findFirst()
                    .orElseThrow(() -> new IOException("it is empty"));
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.UNAVAILABLE,
                    "The SDK is not built: " + directory.resolve(STARTER) + ": " + e.getMessage(),
                    "Run it as ./plinth, which builds it.",
                    e);
        }
    }

    /** Puts all files where Maven finds them, each whole or not at all. */
    List<Path> install(Path repository) {
        version();
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> files = all.filter(Files::isRegularFile)
                    .map(directory::relativize)
                    .sorted()
                    .toList();
            for (Path file : files) {
                Path target = repository.resolve(file.toString());
                Files.createDirectories(target.getParent());
                Path temporary = Files.createTempFile(target.getParent(), ".plinth", ".tmp");
                Files.copy(directory.resolve(file), temporary, StandardCopyOption.REPLACE_EXISTING);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return files;
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.PERMISSION,
                    "The SDK cannot be put into " + repository + ": " + e.getMessage(),
                    "Check that the directory may be written, or name another with --repository.",
                    e);
        }
    }
}
