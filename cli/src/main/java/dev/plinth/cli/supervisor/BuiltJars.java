// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import dev.plinth.engines.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The jars that a build has put aside. */
final class BuiltJars {
    private BuiltJars() {}

    /** @throws EngineException when there is none, which says how to build */
    static List<Path> in(Path folder, String process) throws IOException {
        List<Path> jars = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
            }
        }
        if (jars.isEmpty()) {
            throw new EngineException(
                    process, "It is not built: there is no jar in " + folder, "Run ./plinth, which builds it.");
        }
        return jars;
    }
}
