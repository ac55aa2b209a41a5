// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.agent.settings.AgentSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal, told by a script that plays journalctl: few machines that build have a journal. */
class JournalTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private TestingPlinth plinth;

    @BeforeEach
    void start() throws IOException {
        plinth = new TestingPlinth();
        Path program = directory.resolve("journalctl");
        try (InputStream script = Objects.requireNonNull(JournalTest.class.getResourceAsStream("journal/journalctl"))) {
            Files.copy(script, program);
        }
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    @AfterEach
    void stop() {
        plinth.close();
    }

    private AgentSettings settings(String more) {
        return RunningAgent.settings(
                directory,
                plinth.endpoint(),
                "  - journald: {program: %s%s}\n".formatted(directory.resolve("journalctl"), more));
    }

    private void entries(String... entries) throws IOException {
        Files.write(
                directory.resolve("journal"), List.of(entries), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String entry(int number, String more) {
        return "{\"__CURSOR\":\"s=a;i=%d\",\"__REALTIME_TIMESTAMP\":\"170000000000%04d\",%s}"
                .formatted(number, number, more);
    }

    private static String message(int number) {
        return entry(number, "\"MESSAGE\":\"m%d\"".formatted(number));
    }

    private void awaitBodies(String... bodies) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(plinth.bodies()).containsExactly(bodies));
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(directory.resolve("calls"));
    }

    @Test
    void an_entry_becomes_a_record_with_the_names_of_opentelemetry() throws IOException {
        entries(entry(
                7,
                "\"MESSAGE\":\"it failed\",\"PRIORITY\":\"3\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"_PID\":\"42\","
                        + "\"_SYSTEMD_UNIT\":\"ssh.service\",\"_HOSTNAME\":\"web-1\""));
        try (RunningAgent agent =
                RunningAgent.start(settings(", units: [ssh, nginx.service], priority: warning, env: prod"))) {
            awaitBodies("it failed");
        }
        TestingPlinth.Received record = plinth.received().getFirst();
        assertThat(record.severity()).isEqualTo(17);
        assertThat(record.time()).isEqualTo(1_700_000_000_000_007_000L);
        assertThat(record.resource())
                .containsEntry("service.name", "sshd")
                .containsEntry("host.name", "web-1")
                .containsEntry("deployment.environment.name", "prod");
        assertThat(record.attributes())
                .containsEntry("systemd.unit", "ssh.service")
                .containsEntry("syslog.identifier", "sshd")
                .containsEntry("process.pid", "42");
        assertThat(calls().getFirst())
                .contains("--output=json", "--follow", "--all", "--unit=ssh --unit=nginx.service", "--priority=warning")
                .doesNotContain("--after-cursor");
    }

    @Test
    void messages_that_are_no_text_are_read_all_the_same() throws IOException {
        entries(
                entry(1, "\"MESSAGE\":[72,105,32,195,182,255]"),
                entry(2, "\"MESSAGE\":null"),
                entry(3, "\"MESSAGE\":[\"one\",\"two\"]"),
                entry(4, "\"PRIORITY\":\"9\""),
                "this is no entry",
                entry(5, "\"MESSAGE\":\"%s\"".formatted("x".repeat(3_000))),
                entry(6, "\"MESSAGE\":\"%s\"".formatted("y".repeat(9 << 20))),
                message(7));
        try (RunningAgent agent = RunningAgent.start(settings(", maxLineBytes: 1KB"))) {
            awaitBodies(
                    "Hi ö\uFFFD",
                    "(an entry without a message)",
                    "one\ntwo",
                    "(an entry without a message)",
                    "x".repeat(1_024) + " … (cut: longer than 1024 bytes)",
                    "m7");
            await().atMost(LIMIT).until(() -> agent.said().stream().anyMatch(line -> line.contains("2 lines dropped")));
        }
    }

    @Test
    void it_goes_on_behind_what_plinth_has() throws IOException {
        entries(message(1), message(2));
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            awaitBodies("m1", "m2");
            entries(message(3));
            awaitBodies("m1", "m2", "m3");
            plinth.answers(503);
            entries(message(4));
            await().atMost(LIMIT).until(() -> !plinth.refused().isEmpty());
        }
        entries(message(5));
        plinth.answers(TestingPlinth.OK);
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            awaitBodies("m1", "m2", "m3", "m4", "m5");
        }
        assertThat(calls()).hasSize(2).last().asString().contains("--after-cursor=s=a;i=3");
    }

    @Test
    void while_plinth_takes_nothing_only_so_much_is_read() throws IOException {
        plinth.answers(503);
        String large = "z".repeat(100_000);
        for (int i = 0; i < 100; i++) {
            entries(entry(i, "\"MESSAGE\":\"%d%s\"".formatted(i, large)));
        }
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            await().atMost(LIMIT).until(() -> plinth.requests() > 3);
            plinth.answers(TestingPlinth.OK);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(plinth.bodies()).hasSize(100));
            assertThat(plinth.refused()).allMatch(bodies -> bodies.size() <= 6);
        }
    }

    @Test
    void it_is_started_again_when_it_ends_and_ends_with_the_agent() throws IOException {
        entries(message(1));
        Files.createFile(directory.resolve("broken"));
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            await().atMost(LIMIT)
                    .until(() -> agent.said().stream()
                            .anyMatch(line ->
                                    line.contains("exit code 1") && line.contains("Failed to open the journal")));
            Files.delete(directory.resolve("broken"));
            awaitBodies("m1");
            List<ProcessHandle> children = children();
            assertThat(children).hasSize(1);
            children.forEach(ProcessHandle::destroyForcibly);
            entries(message(2));
            awaitBodies("m1", "m2");
        }
        await().atMost(LIMIT).until(() -> children().isEmpty());
    }

    private List<ProcessHandle> children() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .filter(child -> String.join(" ", child.info().arguments().orElse(new String[0]))
                        .contains(directory.toString()))
                .toList();
    }

    @Test
    void the_end_is_settled_at_the_first_start() throws IOException {
        entries(message(1), message(2));
        plinth.answers(503);
        try (RunningAgent agent = RunningAgent.start(settings(", startAt: end"))) {
            await().atMost(LIMIT).until(() -> Files.exists(directory.resolve("state/checkpoints.json")));
            entries(message(3));
        }
        plinth.answers(TestingPlinth.OK);
        try (RunningAgent agent = RunningAgent.start(settings(", startAt: end"))) {
            awaitBodies("m3");
        }
    }

    @Test
    void once_reads_what_is_there_and_ends() throws Exception {
        entries(message(1), message(2));
        RunningAgent agent = RunningAgent.once(settings(""));
        assertThat(agent.failure()).as(agent.said().toString()).isNull();
        assertThat(plinth.bodies()).containsExactly("m1", "m2");
        assertThat(calls()).noneMatch(call -> call.contains("--follow"));
    }

    @Test
    void without_journalctl_it_does_not_start_and_says_so() {
        AgentSettings settings =
                RunningAgent.settings(directory, plinth.endpoint(), "  - journald: {program: no-such-journalctl}\n");
        assertThatThrownBy(() -> Agent.check(settings))
                .isInstanceOfSatisfying(
                        AgentProblem.class,
                        problem -> assertThat(problem.kind()).isEqualTo(AgentProblem.Kind.UNAVAILABLE))
                .hasMessageContaining("inputs[0].journald.program: no-such-journalctl (expected: journalctl");
    }
}
