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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({
        "768m, -Xms131072k, -Xmn65536k",
        "2g, -Xms131072k, -Xmn65536k",
        "98304K, -Xms49152k, -Xmn24576k",
        "67108864, -Xms32768k, -Xmn16384k"
    })
    void a_young_generation_is_no_more_than_a_fourth_of_the_heap(String heap, String initial, String young)
            throws Exception {
        assertThat(options(heap)).containsSubsequence("\"-Xmx" + heap + '"', '"' + initial + '"', '"' + young + '"');
    }

    /** What is no size is left to the JVM, which says so. */
    @Test
    void a_heap_that_is_no_size_has_no_young_generation() throws Exception {
        assertThat(options("much")).contains("\"-Xmxmuch\"").noneMatch(line -> line.startsWith("\"-Xmn"));
    }

    private List<String> options(String heap) throws Exception {
        new JavaCommand(Path.of("java"), heap, List.of(), "some.Main")
                .youngGeneration(64)
                .build(directory, new AotCache(directory, directory, "engine"), List.of());
        return Files.readAllLines(directory.resolve("java.args"));
    }
}
