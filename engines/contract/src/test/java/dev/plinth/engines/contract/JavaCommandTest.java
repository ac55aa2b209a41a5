// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.engines.AotCache;
import dev.plinth.engines.JavaCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaCommandTest {
    @TempDir
    Path directory;

    /** The build gives its tests {@code PLINTH_JAVA_OPTS}. */
    @Test
    void options_of_the_environment_come_after_our_own_and_before_the_program() throws Exception {
        String given = System.getenv("PLINTH_JAVA_OPTS");
        assertThat(given).isNotBlank();

        new JavaCommand(Path.of("java"), "64m", List.of(), "some.Main")
                .option("-Dours=1")
                .build(directory, new AotCache(directory, directory, "engine"), List.of());

        List<String> lines = Files.readAllLines(directory.resolve("java.args"));
        assertThat(lines.subList(lines.indexOf("\"-Dours=1\""), lines.size()))
                .containsSubsequence("\"-Dours=1\"", '"' + given + '"', "\"-cp\"", "\"some.Main\"");
    }
}
