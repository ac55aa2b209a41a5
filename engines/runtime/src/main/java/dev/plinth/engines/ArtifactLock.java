// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The artifacts one engine runs on, in class path order, each pinned by version and SHA-256. */
public record ArtifactLock(List<Artifact> artifacts) {
    public ArtifactLock {
        artifacts = List.copyOf(artifacts);
    }

    /**
     * Reads a lock file: a line per artifact, {@code group:artifact:extension[:classifier]:version sha256 bytes}, {@code #} begins a
     * comment. Lines that begin with {@code [linux-amd64]} or the like are for that platform only.
     *
     * @param besides a class in the same package and jar as the file
     * @throws EngineException when there is nothing for this platform
     */
    public static ArtifactLock read(Class<?> besides, String resource) {
        List<Artifact> artifacts = new ArrayList<>();
        boolean platforms = false;
        for (String line : lines(besides, resource)) {
            String rest = line;
            if (line.startsWith("[")) {
                platforms = true;
                int end = line.indexOf(']');
                if (!line.substring(1, end).equals(Platform.current())) {
                    continue;
                }
                rest = line.substring(end + 1).strip();
            }
            artifacts.add(artifact(rest));
        }
        if (artifacts.isEmpty() && platforms) {
            throw new EngineException(
                    resource.replace(".lock", ""),
                    "There are no bundled binaries for " + Platform.current() + ".",
                    "Give the URL of one of yours in plinth.yaml.");
        }
        return new ArtifactLock(artifacts);
    }

    private static List<String> lines(Class<?> besides, String resource) {
        try (InputStream in = besides.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("No " + resource + " beside " + besides.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Artifact artifact(String line) {
        String[] parts = line.split("\\s+", -1);
        String[] names = parts[0].split(":", -1);
        boolean classified = names.length == 5;
        return new Artifact(
                names[0],
                names[1],
                names[names.length - 1],
                names[2],
                classified ? names[3] : null,
                parts[1],
                Long.parseLong(parts[2]));
    }

    public long bytes() {
        return artifacts.stream().mapToLong(Artifact::bytes).sum();
    }
}
