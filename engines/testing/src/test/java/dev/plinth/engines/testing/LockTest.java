// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.engines.Artifact;
import dev.plinth.engines.ArtifactLock;
import dev.plinth.engines.kafka.KafkaEngine;
import dev.plinth.engines.opensearch.OpenSearchEngine;
import dev.plinth.engines.postgres.PostgresEngine;
import dev.plinth.engines.redis.RedisEngine;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The lock files of the engines that are JVMs are what the build resolves; with {@code -Dplinth.update=true} they are written instead of
 * compared.
 */
class LockTest {
    @ParameterizedTest
    @ValueSource(strings = {"kafka", "opensearch"})
    void the_lock_is_the_class_path_that_the_build_resolves(String engine) throws Exception {
        List<Path> jars = classPath(engine);
        Path repository = commonParent(jars);
        Path lock = Path.of("..", engine, "src/main/resources/dev/plinth/engines", engine, engine + ".lock");
        List<String> comments = Files.readAllLines(lock).stream()
                .filter(line -> line.startsWith("#"))
                .toList();
        List<String> lines = jars.stream().map(jar -> line(repository, jar)).toList();
        String generated = Stream.concat(comments.stream(), lines.stream()).collect(Collectors.joining("\n", "", "\n"));
        if (Boolean.getBoolean("plinth.update")) {
            Files.writeString(lock, generated);
        }
        assertThat(generated)
                .as("%s is not what the build resolves; run the tests with -Dplinth.update=true", lock)
                .isEqualTo(Files.readString(lock));
    }

    private static List<Path> classPath(String engine) throws IOException {
        String line = Files.readString(Path.of("..", engine, "target/node.classpath"));
        return Arrays.stream(line.strip().split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(jar -> !jar.toString().contains("plinth-engines-"))
                .filter(jar -> !Files.isDirectory(jar))
                .toList();
    }

    /** Groups differ in their first part, so what all have in common is the repository. */
    private static Path commonParent(List<Path> jars) {
        Path common = jars.getFirst().resolveSibling("");
        for (Path jar : jars) {
            while (!jar.startsWith(common)) {
                common = Objects.requireNonNull(common.getParent());
            }
        }
        return common;
    }

    private static String line(Path repository, Path jar) {
        Path place = repository.relativize(jar);
        int depth = place.getNameCount();
        String version = place.getName(depth - 2).toString();
        String artifact = place.getName(depth - 3).toString();
        String group = place.subpath(0, depth - 3).toString().replace(File.separatorChar, '.');
        String rest = jar.getFileName().toString().substring(artifact.length() + version.length() + 1);
        String classifier = rest.startsWith("-") ? ":" + rest.substring(1, rest.lastIndexOf('.')) : "";
        try {
            byte[] content = Files.readAllBytes(jar);
            String sha256 = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            return "%s:%s:jar%s:%s %s %d".formatted(group, artifact, classifier, version, sha256, content.length);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void every_artifact_is_pinned_by_version_size_and_checksum() {
        for (ArtifactLock lock : List.of(
                new PostgresEngine().artifacts(),
                new RedisEngine().artifacts(),
                new KafkaEngine().artifacts(),
                new OpenSearchEngine().artifacts())) {
            assertThat(lock.artifacts()).isNotEmpty();
            for (Artifact artifact : lock.artifacts()) {
                assertThat(artifact.sha256()).as(artifact.toString()).matches("[0-9a-f]{64}");
                assertThat(artifact.bytes()).as(artifact.toString()).isPositive();
                assertThat(artifact.version())
                        .as(artifact.toString())
                        .matches("[0-9].*")
                        .doesNotContain("SNAPSHOT");
            }
        }
    }
}
