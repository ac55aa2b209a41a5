// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlobsTest {
    @TempDir
    Path directory;

    @BeforeEach
    void make() throws IOException {
        for (String name : List.of("a.log", "b.log", "b.log.1", "b.log.2.gz", "x/a.log", "x/y/a.log", "x/y/z/b.txt")) {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
    }

    private List<String> found(List<String> paths, String... exclude) {
        return new Globs(paths.stream().map(path -> directory + "/" + path).toList(), List.of(exclude))
                .find().stream()
                        .map(found -> directory.relativize(found.path()).toString())
                        .toList();
    }

    @Test
    void names_and_folders_may_be_wild() {
        assertThat(found(List.of("*.log"))).containsExactly("a.log", "b.log");
        assertThat(found(List.of("b.log*"))).containsExactly("b.log", "b.log.1");
        assertThat(found(List.of("{a,b}.log"))).containsExactly("a.log", "b.log");
        assertThat(found(List.of("[!a].log"))).containsExactly("b.log");
        assertThat(found(List.of("?/a.log"))).containsExactly("x/a.log");
        assertThat(found(List.of("**/a.log"))).containsExactly("a.log", "x/a.log", "x/y/a.log");
        assertThat(found(List.of("x/**"))).containsExactly("x/a.log", "x/y/a.log", "x/y/z/b.txt");
        assertThat(found(List.of("none/*", "a.log", "x"))).containsExactly("a.log");
    }

    @Test
    void what_is_excluded_is_so_by_name_or_path() {
        assertThat(found(List.of("**/*.log"), "b.*")).containsExactly("a.log", "x/a.log", "x/y/a.log");
        assertThat(found(List.of("**/*.log"), directory + "/x/**")).containsExactly("a.log", "b.log");
    }

    @Test
    void links_are_followed_once_and_not_in_circles() throws IOException {
        Files.createSymbolicLink(directory.resolve("c.log"), directory.resolve("x/a.log"));
        Files.createSymbolicLink(directory.resolve("x/loop"), directory);
        assertThat(found(List.of("*.log"))).containsExactly("a.log", "b.log", "c.log");
        assertThat(found(List.of("**/a.log", "c.log"))).containsExactly("a.log", "c.log", "x/y/a.log");
    }

    @Test
    void what_would_be_found_is_known_without_looking() {
        Globs globs = new Globs(List.of("/var/log/**/app.log*"), List.of("*.bak"));
        assertThat(globs.cover(Path.of("/var/log/app.log.1"))).isTrue();
        assertThat(globs.cover(Path.of("/var/log/a/b/app.log"))).isTrue();
        assertThat(globs.cover(Path.of("/var/log/app.log.gz"))).isFalse();
        assertThat(globs.cover(Path.of("/var/log/app.log.bak"))).isFalse();
        assertThat(globs.cover(Path.of("/srv/app.log"))).isFalse();
    }
}
