// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.agent.settings.AgentSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done when Plinth does not take something. */
class RefusalsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private TestingPlinth plinth;
    private Path log;

    @BeforeEach
    void start() {
        plinth = new TestingPlinth();
        log = directory.resolve("a.log");
    }

    @AfterEach
    void stop() {
        plinth.close();
    }

    private AgentSettings settings() {
        return RunningAgent.settings(directory, plinth.endpoint(), "  - file: {paths: [a.log]}\n");
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line-" + i).toList();
    }

    private static String text(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503, 500, 408})
    void while_plinth_takes_nothing_nothing_more_is_read_and_then_all_comes_once(int status) throws IOException {
        plinth.answers(status);
        Files.writeString(log, text(lines(0, 10)));
        try (RunningAgent agent = RunningAgent.start(settings())) {
            await().atMost(LIMIT).until(() -> plinth.requests() > 0);
            Files.writeString(log, text(lines(10, 9_000)), StandardOpenOption.APPEND);
            await().atMost(LIMIT).until(() -> plinth.requests() > 6);
            assertThat(plinth.refused()).allMatch(bodies -> bodies.equals(lines(0, 10)));
            assertThat(agent.said())
                    .anyMatch(line -> line.contains("nothing more is read") && line.contains("" + status));
            plinth.answers(TestingPlinth.OK);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(plinth.bodies()).isEqualTo(lines(0, 9_000)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413})
    void a_line_that_is_never_taken_is_left_out_counted_and_said_and_all_others_come(int status) throws IOException {
        plinth.answers(bodies -> bodies.contains("line-777") ? status : TestingPlinth.OK);
        Files.writeString(log, text(lines(0, 1_500)));
        try (RunningAgent agent = RunningAgent.start(settings())) {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(plinth.bodies()).hasSize(1_499));
            assertThat(plinth.bodies()).doesNotContain("line-777").doesNotHaveDuplicates();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(agent.said())
                            .anyMatch(line -> line.contains("never takes 1 of"))
                            .anyMatch(line -> line.contains("1499 lines sent") && line.contains("1 lines dropped")));
        }
        // it is not tried again either
        RunningAgent.start(settings()).close();
        assertThat(plinth.bodies()).hasSize(1_499);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404})
    void a_wrong_key_or_address_loses_nothing_and_is_said(int status) throws IOException {
        plinth.answers(status);
        Files.writeString(log, text(lines(0, 10)));
        try (RunningAgent agent = RunningAgent.start(settings())) {
            await().atMost(LIMIT).until(() -> plinth.requests() > 1);
            assertThat(agent.said()).anyMatch(line -> line.contains("refuses who sends") && line.contains("" + status));
            plinth.answers(TestingPlinth.OK);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(plinth.bodies()).isEqualTo(lines(0, 10)));
        }
    }

    @Test
    void an_agent_that_is_stopped_waits_for_what_is_on_its_way_and_keeps_the_rest() throws IOException {
        plinth.answers(503);
        Files.writeString(log, text(lines(0, 10)));
        RunningAgent agent = RunningAgent.start(settings());
        await().atMost(LIMIT).until(() -> plinth.requests() > 0);
        Thread waker = Thread.ofVirtual().start(() -> plinth.answers(TestingPlinth.OK));
        agent.close();
        assertThat(waker.isAlive()).isFalse();
        assertThat(plinth.bodies()).isEqualTo(lines(0, 10));
        RunningAgent.start(settings()).close();
        assertThat(plinth.bodies()).isEqualTo(lines(0, 10));
    }

    @Test
    void a_plinth_that_is_not_there_yet_is_waited_for() throws IOException {
        int port = plinth.port();
        AgentSettings settings = settings();
        plinth.close();
        Files.writeString(log, text(lines(0, 10)));
        try (RunningAgent agent = RunningAgent.start(settings)) {
            await().atMost(LIMIT)
                    .until(() -> agent.said().stream().anyMatch(line -> line.contains("nothing more is read")));
            plinth = new TestingPlinth(port);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(plinth.bodies()).isEqualTo(lines(0, 10)));
        }
    }

    @Test
    void two_agents_do_not_share_a_state_directory() throws Exception {
        try (RunningAgent first = RunningAgent.start(settings())) {
            await().atMost(LIMIT).until(() -> Files.exists(directory.resolve("state/checkpoints.json")));
            RunningAgent second = RunningAgent.once(settings());
            assertThat(second.failure())
                    .hasMessageContaining("Another agent uses the state directory")
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
    }
}
