// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.engines.AotCache;
import dev.plinth.engines.JavaCommand;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that records, and another installation that starts from what was recorded. */
class AotCacheIT {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    @TempDir
    Path directory;

    private AotCache first;

    @BeforeEach
    void nothing_is_cached() {
        first = cache("first");
    }

    private AotCache cache(String installation) {
        return new AotCache(directory.resolve("shared"), directory.resolve(installation), "engine");
    }

    /** Any class in a jar: this one has nothing to run, and ends. */
    private List<String> command(String installation, AotCache cache) {
        Path jar = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(each -> each.contains("assertj-core"))
                .map(Path::of)
                .findAny()
                .orElseThrow();
        return new JavaCommand(JAVA, "64m", List.of(jar), "org.assertj.core.api.Assertions")
                .build(directory.resolve(installation), cache, List.of());
    }

    private void run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private List<Path> caches() throws Exception {
        try (Stream<Path> files = Files.list(directory.resolve("shared"))) {
            return files.toList();
        }
    }

    @Test
    void what_one_installation_recorded_another_starts_from() throws Exception {
        assertThat(first.pending()).isFalse();
        run(command("first", first));
        assertThat(first.pending()).isTrue();
        assertThat(first.keep()).isTrue();
        assertThat(first.pending()).isFalse();
        assertThat(caches()).hasSize(1);

        AotCache second = cache("second");
        command("second", second);

        assertThat(second.pending()).isFalse();
        assertThat(Files.readString(directory.resolve("second").resolve("java.args")))
                .contains("-XX:AOTCache=" + caches().getFirst());
    }

    @Test
    void a_process_that_was_killed_leaves_nothing_that_would_be_used() throws Exception {
        command("first", first);

        assertThat(first.keep()).isFalse();
        assertThat(first.pending()).isTrue();
        command("first", first);
        assertThat(Files.readString(directory.resolve("first").resolve("java.args")))
                .contains("-XX:AOTCacheOutput=");
    }

    @Test
    void what_another_installation_is_recording_is_not_recorded_twice() throws Exception {
        command("first", first);
        Path claim = caches().getFirst();
        assertThat(claim.toString()).endsWith(".recorder");
        Process other = new ProcessBuilder("sleep", "60").start();
        Path arguments = directory.resolve("second").resolve("java.args");
        AotCache second = cache("second");
        try {
            Files.writeString(claim, Long.toString(other.pid()));
            command("second", second);
            assertThat(Files.readString(arguments)).doesNotContain("AOTCache");
            assertThat(second.pending()).isFalse();
        } finally {
            other.destroyForcibly().waitFor();
        }

        command("second", second);

        assertThat(Files.readString(arguments)).as("whoever was at it has died").contains("-XX:AOTCacheOutput=");
    }

    @Test
    void of_one_process_the_four_last_used_stay() throws Exception {
        Path shared = Files.createDirectories(directory.resolve("shared"));
        for (int i = 1; i <= 5; i++) {
            Path old = Files.createFile(shared.resolve("engine-%d.aot".formatted(i)));
            Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(60L * i)));
        }
        Path another = Files.createFile(shared.resolve("engine2-1.aot"));
        run(command("first", first));

        assertThat(first.keep()).isTrue();

        assertThat(caches())
                .hasSize(5)
                .contains(another, shared.resolve("engine-3.aot"))
                .doesNotContain(shared.resolve("engine-4.aot"), shared.resolve("engine-5.aot"));
    }
}
