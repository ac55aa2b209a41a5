// SPDX-License-Identifier: Apache-2.0
package dev.plinth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.testing.TestingPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Up and down, as a user does it, with PostgreSQL as the only engine. */
class UpIT {
    @TempDir
    Path own;

    private static Plinth plinth;

    @BeforeAll
    static void start() throws Exception {
        plinth = SharedPlinth.get().plinth();
    }

    @Test
    void status_tells_people_and_programs_what_runs() {
        assertThat(plinth.processes())
                .extracting(process -> process.at("/name").asString())
                .containsExactly("postgres", "core", "gateway", "stock");
        for (JsonNode process : plinth.processes()) {
            assertThat(process.propertyNames())
                    .containsExactlyInAnyOrder("name", "state", "pid", "port", "rssBytes", "restarts", "since");
            assertThat(process.at("/state").asString()).isEqualTo("ready");
        }
        assertThat(plinth.run("status").output()).contains("PROCESS", "postgres", "core");
    }

    @Test
    void a_second_supervisor_on_the_same_directory_is_refused() {
        Plinth.Result second = plinth.up();
        assertThat(second.code()).isEqualTo(78);
        assertThat(second.output()).contains("Plinth already runs on").contains("→ ");
    }

    @Test
    void resources_are_applied_shown_changed_and_reverted_from_the_command_line() throws IOException {
        Path file = own.resolve("env.yaml");
        Files.writeString(file, "kind: Environment\nname: cli\nlabels: {by: cli}\nspec: {description: first}\n");
        assertThat(plinth.run("apply", "-f", file.toString(), "--dry-run").output())
                .contains("+ Environment/cli", "Nothing was changed");
        assertThat(plinth.run("apply", "-f", file.toString(), "-m", "from a test")
                        .code())
                .isZero();
        assertThat(plinth.run("get", "Environment", "cli", "-o", "yaml").output())
                .contains("description: first");
        Files.writeString(file, "kind: Environment\nname: cli\nlabels: {by: cli}\nspec: {description: second}\n");
        assertThat(plinth.run("diff", "-f", file.toString()).output()).contains("spec.description: first → second");
        assertThat(plinth.run("apply", "-f", file.toString()).code()).isZero();
        Plinth.Result history = plinth.run("history", "Environment", "cli");
        assertThat(history.output()).contains("from a test").contains("first → second");
        String newest = history.output().strip().split("\\s+")[0];
        assertThat(plinth.run("revert", newest).code()).isZero();
        assertThat(plinth.run("get", "Environment", "cli", "-o", "json").output())
                .contains("first");
        Files.writeString(file, "kind: Environment\nname: other\nlabels: {by: cli}\nspec: {}\n");
        assertThat(plinth.run("apply", "-f", file.toString(), "--prune", "-l", "by=cli")
                        .output())
                .contains("- Environment/cli");
        assertThat(plinth.run("delete", "Environment", "other").code()).isZero();
    }

    @Test
    void what_the_core_refuses_ends_with_its_own_exit_code_and_names_the_field() throws IOException {
        Path file = own.resolve("bad.yaml");
        Files.writeString(file, "kind: Environment\nname: bad\nspec: {descripton: x}\n");
        Plinth.Result refused = plinth.run("apply", "-f", file.toString());
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.output())
                .contains("spec.descripton: unknown field (expected: description (did you mean it?)")
                .contains("[resource.invalid]");
        assertThat(plinth.run("get", "Environment", "none").output()).contains("[resource.not-found]");
    }

    @Test
    void a_backup_restores_into_an_empty_installation() throws IOException {
        Path file = own.resolve("secret.yaml");
        Files.writeString(file, "kind: Secret\nenv: dev\nname: kept\nspec: {value: a-value-to-keep}\n");
        assertThat(plinth.run("apply", "-f", file.toString()).code()).isZero();
        Path backup = own.resolve("backup.zip");
        assertThat(plinth.run("backup", backup.toString()).code()).isZero();
        try (Plinth other = new Plinth(own.resolve("other"))) {
            assertThat(other.up("--only", "identity,config,services").code()).isZero();
            assertThat(other.run("restore", backup.toString()).output())
                    .contains("secrets/master.key")
                    .contains("[secret.unreadable]");
            other.run("down");
            Files.copy(
                    plinth.data().resolve("secrets/master.key"),
                    other.data().resolve("secrets/master.key"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertThat(other.up("--only", "identity,config,services").code()).isZero();
            assertThat(other.run("restore", backup.toString()).code()).isZero();
            assertThat(other.run("get", "Secret", "--env", "dev").output()).contains("kept");
        }
    }

    @Test
    void nothing_secret_is_in_arguments_or_readable_by_others() throws IOException {
        List<String> secrets;
        try (Stream<Path> files = Files.list(plinth.data().resolve("secrets"))) {
            secrets =
                    files.filter(Files::isRegularFile).map(UpIT::checkedContent).toList();
        }
        assertThat(secrets).hasSizeGreaterThanOrEqualTo(3);
        ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .forEach(line -> assertThat(secrets).noneMatch(line::contains));
        String logs = plinth.run("logs", "core").output()
                + plinth.run("logs", "postgres").output();
        assertThat(secrets).noneMatch(logs::contains);
    }

    private static String checkedContent(Path file) {
        try {
            assertThat(Files.getPosixFilePermissions(file))
                    .as(file.toString())
                    .isSubsetOf(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_taken_port_is_named_with_who_holds_it() throws IOException {
        try (Plinth other = new Plinth(own.resolve("data"));
                ServerSocket taken = new ServerSocket(other.corePort(), 1, InetAddress.getLoopbackAddress())) {
            Plinth.Result up = other.up("--only", "config");
            assertThat(up.code()).as(up.output()).isEqualTo(78);
            assertThat(up.output())
                    .contains("Port " + taken.getLocalPort() + " is taken by")
                    .contains("--port-offset");
        }
    }

    @Test
    void a_wrong_password_or_url_of_an_engine_of_yours_is_a_clear_error_at_start() throws IOException {
        EngineConnection database = TestingPostgres.freshDatabase();
        Path password = Files.writeString(own.resolve("password"), "wrong\n");
        Path settings = own.resolve("plinth.yaml");
        Files.writeString(
                settings,
                "engines: {postgres: {url: \"%s\", username: plinth, passwordFile: %s}}\n"
                        .formatted(database.url(), password));
        try (Plinth other = new Plinth(own.resolve("data"))) {
            Plinth.Result wrong = other.up("--only", "config", "--config", settings.toString());
            assertThat(wrong.code()).as(wrong.output()).isEqualTo(78);
            assertThat(wrong.output())
                    .contains("postgres:")
                    .contains("password")
                    .contains("→ ");
            Files.writeString(
                    settings,
                    "engines: {postgres: {url: \"jdbc:postgresql://127.0.0.1:1/plinth\", username: plinth, passwordFile: %s}}\n"
                            .formatted(password));
            Plinth.Result dead = other.up("--only", "config", "--config", settings.toString());
            assertThat(dead.code()).isEqualTo(78);
            assertThat(dead.output()).contains("postgres:").contains("127.0.0.1:1");
        }
    }

    @Test
    void a_data_directory_of_a_newer_plinth_or_of_something_else_is_refused_and_untouched() throws IOException {
        Path foreign = Files.createDirectory(own.resolve("foreign"));
        Files.writeString(foreign.resolve("precious.txt"), "mine");
        try (Plinth other = new Plinth(foreign)) {
            assertThat(other.up("--only", "config").code()).isEqualTo(78);
            assertThat(foreign.toFile().list()).containsExactly("precious.txt");
        }
        Path newer = Files.createDirectory(own.resolve("newer"));
        Files.writeString(newer.resolve("plinth.json"), "{\"layout\":99}\n");
        try (Plinth other = new Plinth(newer)) {
            Plinth.Result up = other.up("--only", "config");
            assertThat(up.code()).as(up.output()).isEqualTo(78);
            assertThat(up.output()).contains("99").contains("→ ");
        }
    }

    @Test
    void a_data_directory_of_somebody_else_is_refused_and_untouched() throws IOException {
        Path theirs = Path.of("/etc");
        if (System.getProperty("user.name").equals("root")) {
            theirs = Files.createDirectory(own.resolve("theirs"));
            Files.setOwner(
                    theirs,
                    theirs.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        }
        List<String> before = List.of(theirs.toFile().list());
        try (Plinth other = new Plinth(theirs)) {
            Plinth.Result up = other.up("--only", "config");
            assertThat(up.code()).as(up.output()).isEqualTo(77);
            assertThat(up.output()).contains(theirs + " belongs to").contains("→ ");
        }
        assertThat(theirs.toFile().list()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void a_full_disk_is_said_to_be_full() throws IOException {
        Path full = Files.createDirectory(own.resolve("full"));
        boolean root = System.getProperty("user.name").equals("root");
        Plinth.Result up = Plinth.execute(
                List.of(
                        "unshare",
                        root ? "-m" : "-rm",
                        "sh",
                        "-c",
                        """
                        mount -t tmpfs -o size=4k full "$1" && head -c 4096 /dev/zero >"$1/all of it" &&
                          exec "$2" up --detach --only config --data "$1/data"
                        """,
                        "sh",
                        full.toString(),
                        Plinth.HOME.resolve("plinth").toString()),
                Map.of());
        assertThat(up.code()).as(up.output()).isEqualTo(78);
        assertThat(up.output())
                .contains("Cannot use the data directory")
                .contains("No space left on device")
                .contains("→ Check that the disk has room");
    }

    @Test
    void without_a_network_what_cannot_be_fetched_is_named_with_three_ways_out() throws IOException {
        Path settings =
                Files.writeString(own.resolve("plinth.yaml"), "artifacts: {mirror: \"http://127.0.0.1:1/maven\"}\n");
        Plinth.Result fetch = Plinth.execute(
                List.of(
                        Plinth.HOME.resolve("plinth").toString(),
                        "fetch",
                        "--data",
                        own.resolve("data").toString(),
                        "--config",
                        settings.toString()),
                // where there is no local Maven repository
                Map.of("JAVA_TOOL_OPTIONS", "-Duser.home=" + own.resolve("home")));
        assertThat(fetch.code()).as(fetch.output()).isEqualTo(69);
        assertThat(fetch.output())
                .contains("artifacts cannot be fetched, among them")
                .contains("127.0.0.1:1")
                .contains("→ Check the network, or name a Maven repository");
    }

    @Test
    void settings_that_are_wrong_stop_the_start_with_line_and_field() throws IOException {
        Path settings = Files.writeString(own.resolve("plinth.yaml"), "portOfset: 1\n");
        Plinth.Result up = Plinth.execute(
                List.of(
                        Plinth.HOME.resolve("plinth").toString(),
                        "up",
                        "--config",
                        settings.toString(),
                        "--data",
                        own.resolve("d").toString()),
                Map.of());
        assertThat(up.code()).isEqualTo(78);
        assertThat(up.output()).contains("line 1").contains("portOfset: unknown setting");
    }

    @Test
    void an_app_of_yours_is_run_beside_and_started_again() throws IOException {
        EngineConnection database = TestingPostgres.freshDatabase();
        Path settings = own.resolve("plinth.yaml");
        Files.writeString(settings, """
                engines: {postgres: {url: "%s", username: plinth, passwordFile: %s}}
                apps: [{name: sleeper, command: [sleep, "3600"]}]
                """.formatted(database.url(), database.passwordFile()));
        try (Plinth other = new Plinth(own.resolve("data"))) {
            assertThat(other.up("--only", "config", "--config", settings.toString())
                            .code())
                    .isZero();
            long pid = other.pid("sleeper");
            Plinth.kill(pid);
            await().atMost(Duration.ofSeconds(20)).until(() -> other.pid("sleeper") != pid && other.allReady());
            long second = other.pid("sleeper");
            other.run("down");
            assertThat(ProcessHandle.of(second).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }
}
