// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.contract;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    void the_lock_is_what_the_build_resolves(String engine) throws Exception {
        Path file = Path.of("..", engine, "src/main/resources/dev/plinth/engines", engine, engine + ".lock");
        List<Path> node = classPath(engine, "node.classpath");
        Map<String, String> resolved = new LinkedHashMap<>();
        Path repository = commonParent(node);
        node.forEach(jar -> put(resolved, line(repository, jar)));
        // what the node needs and this project uses too is not in the node's own scope
        Map<String, String> all = new LinkedHashMap<>(resolved);
        classPath(engine, "all.classpath").forEach(jar -> put(all, line(repository, jar)));
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("#")) {
                lines.add(line);
            } else if (all.containsKey(name(line))) {
                lines.add(all.get(name(line)));
                resolved.remove(name(line));
            }
        }
        lines.addAll(resolved.values());
        String generated = String.join("\n", lines) + "\n";
        if (Boolean.getBoolean("plinth.update")) {
            Files.writeString(file, generated);
        }
        assertThat(generated)
                .as("%s is not what the build resolves; run the tests with -Dplinth.update=true", file)
                .isEqualTo(Files.readString(file));
    }

    private static void put(Map<String, String> lines, String line) {
        lines.putIfAbsent(name(line), line);
    }

    /** Coordinates without the version. */
    private static String name(String line) {
        String coordinates = line.substring(0, line.indexOf(' '));
        return coordinates.substring(0, coordinates.lastIndexOf(':'));
    }

    private static List<Path> classPath(String engine, String file) throws IOException {
        String line = Files.readString(Path.of("..", engine, "target", file));
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
