// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script before any Java runs. */
class LauncherIT {
    private static final String LAUNCHER = Plinth.HOME.resolve("plinth").toString();

    @TempDir
    Path directory;

    /** A program that only says what it is. */
    private void fake(Path path, String script) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Plinth.Result version(Map<String, String> environment) {
        return Plinth.execute(List.of("/bin/sh", LAUNCHER, "version"), environment);
    }

    /** A path with the usual programs, and without Java. */
    private String pathWithoutJava() throws IOException {
        Path programs = Files.createDirectory(directory.resolve("programs"));
        for (String name : List.of(
                "sh",
                "sed",
                "dirname",
                "readlink",
                "find",
                "head",
                "cat",
                "ls",
                "date",
                "apt-get",
                "mkdir",
                "flock",
                "grep",
                "id",
                "tr",
                "rm")) {
            for (String place : List.of("/bin", "/usr/bin")) {
                Path program = Path.of(place, name);
                if (Files.exists(program) && !Files.exists(programs.resolve(name))) {
                    Files.createSymbolicLink(programs.resolve(name), program);
                }
            }
        }
        return programs.toString();
    }

    @Test
    void without_a_jdk_it_says_how_to_get_one_here() throws IOException {
        Plinth.Result result = version(Map.of(
                "JAVA_HOME",
                "",
                "PATH",
                pathWithoutJava(),
                "PLINTH_JDK_DIR",
                directory.toString(),
                "HOME",
                directory.toString()));
        assertThat(result.code()).isEqualTo(69);
        assertThat(result.output()).contains("Plinth needs a JDK 25 or newer").contains("→ ");
    }

    @Test
    void an_older_jdk_is_passed_over_for_the_right_one() throws IOException {
        Path old = directory.resolve("old");
        fake(old.resolve("bin/java"), "echo '    java.specification.version = 17' >&2");
        fake(old.resolve("bin/javac"), "exit 0");
        Path right = Path.of(System.getProperty("java.home"));
        Path places = Files.createDirectory(directory.resolve("my jdks"));
        Files.createSymbolicLink(places.resolve("a right one"), right);
        Plinth.Result result = version(Map.of(
                "JAVA_HOME",
                old.toString(),
                "PATH",
                pathWithoutJava(),
                "PLINTH_JDK_DIR",
                places.toString(),
                "HOME",
                directory.toString()));
        assertThat(result.code()).as(result.output()).isZero();
        assertThat(result.output()).contains("plinth ");
    }

    @Test
    void an_older_jdk_alone_is_named() throws IOException {
        Path old = directory.resolve("old");
        fake(old.resolve("bin/java"), "echo '    java.specification.version = 21' >&2");
        fake(old.resolve("bin/javac"), "exit 0");
        Plinth.Result result = version(Map.of(
                "JAVA_HOME",
                old.toString(),
                "PATH",
                pathWithoutJava(),
                "PLINTH_JDK_DIR",
                directory.resolve("none").toString(),
                "HOME",
                directory.toString()));
        assertThat(result.code()).isEqualTo(69);
        assertThat(result.output()).contains("JAVA_HOME is " + old);
    }

    /** {@code plinth test} where only those programs are, besides the usual ones. */
    private Plinth.Result test(String... fakes) throws IOException {
        Path programs = Path.of(pathWithoutJava());
        Files.delete(programs.resolve("apt-get"));
        for (String fake : fakes) {
            fake(programs.resolve(fake), "echo 20");
        }
        return Plinth.execute(
                List.of("/bin/sh", LAUNCHER, "test"),
                Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "PATH",
                        programs.toString(),
                        "PLINTH_CHROMIUM",
                        ""));
    }

    @Test
    void without_maven_it_says_so() throws IOException {
        Plinth.Result result = test();
        assertThat(result.code()).isEqualTo(69);
        assertThat(result.output()).contains("there is no mvn on the PATH").contains("→ ");
    }

    @Test
    void without_node_it_says_so() throws IOException {
        Plinth.Result result = test("mvn");
        assertThat(result.code()).isEqualTo(69);
        assertThat(result.output()).contains("there is no npm on the PATH").contains("→ ");
    }

    @Test
    void an_npm_without_its_node_is_no_node() throws IOException {
        Plinth.Result result = test("mvn", "npm");
        assertThat(result.code()).isEqualTo(69);
        assertThat(result.output()).contains("the node on the PATH is none").contains("→ ");
    }

    @Test
    void without_a_browser_the_tests_say_what_to_install() throws IOException {
        Plinth.Result result = test("mvn", "npm", "node");
        assertThat(result.code()).isEqualTo(69);
        assertThat(result.output()).contains("there is none on the PATH").contains("apt-get install chromium");
    }

    @Test
    void a_symbolic_link_in_a_folder_with_spaces_does() throws IOException {
        Path link = Files.createDirectory(directory.resolve("my programs")).resolve("plinth");
        Files.createSymbolicLink(link, Path.of(LAUNCHER));
        Plinth.Result result = Plinth.execute(List.of(link.toString(), "version"), Map.of());
        assertThat(result.code()).as(result.output()).isZero();
    }

    @Test
    void what_is_no_command_gets_the_usage_and_its_exit_code() {
        Plinth.Result result = Plinth.execute(List.of(LAUNCHER, "upp"), Map.of());
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.output()).contains("up");
        Plinth.Result bench = Plinth.execute(List.of(LAUNCHER, "bench", "nothing"), Map.of());
        assertThat(bench.code()).isEqualTo(2);
        assertThat(bench.output()).contains("There is no benchmark \"nothing\" (expected: one of");
    }

    @Test
    void the_shell_completes_commands() {
        Plinth.Result result = Plinth.execute(List.of(LAUNCHER, "generate-completion"), Map.of());
        assertThat(result.output()).contains("complete -F").contains("generate-completion");
    }
}
