// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.ruletest;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds files by patterns, whose {@code *}, {@code ?} and {@code [a-z]} stand for a part of one name. */
final class Globs {
    private Globs() {}

    /** Sorted; none when there is none. */
    static List<Path> find(Path directory, String pattern) throws IOException {
        Path wanted = Path.of(pattern);
        Path root = wanted.getRoot();
        List<Path> found = List.of(root == null ? directory : root);
        for (Path part : wanted) {
            List<Path> next = new ArrayList<>();
            for (Path each : found) {
                next.addAll(step(each, part.toString()));
            }
            found = next;
        }
        return found;
    }

    private static List<Path> step(Path directory, String part) throws IOException {
        if (part.chars().noneMatch(c -> "*?[\\".indexOf(c) >= 0)) {
            Path path = directory.resolve(part);
            return Files.exists(path) ? List.of(path) : List.of();
        }
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        PathMatcher matcher = FileSystems.getDefault()
                .getPathMatcher("glob:" + part.replace("{", "\\{").replace("}", "\\}"));
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> matcher.matches(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
