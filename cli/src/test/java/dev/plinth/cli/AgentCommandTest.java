// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.plinth.cli.settings.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, as it ends by exit code and by signals. */
class AgentCommandTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer plinth;

    @BeforeEach
    void start() throws IOException {
        plinth = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        plinth.createContext("/v1/logs", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                requests.incrementAndGet();
                exchange.sendResponseHeaders(200, -1);
            }
        });
        plinth.start();
        Files.writeString(directory.resolve("a.log"), "one\ntwo\n");
    }

    @AfterEach
    void stop() {
        plinth.stop(0);
    }

    private void settings(String inputs) throws IOException {
        Files.writeString(
                directory.resolve("agent.yaml"),
                "endpoint: http://127.0.0.1:%d\nstateDirectory: state\ninputs:\n%s"
                        .formatted(plinth.getAddress().getPort(), inputs));
    }

    private Process agent(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Plinth.class.getName(),
                "agent",
                "--config",
                directory.resolve("agent.yaml").toString()));
        command.addAll(List.of(options));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
    }

    private String out() throws IOException {
        return Files.readString(directory.resolve("out"), StandardCharsets.UTF_8);
    }

    @Test
    void check_says_what_would_be_read_and_reads_nothing() throws Exception {
        settings("  - file: {paths: ['*.log']}\n  - file: {paths: [none/*]}\n");
        assertThat(agent("--check").waitFor()).as(out()).isEqualTo(ExitCode.OK.code());
        assertThat(out())
                .contains(
                        "inputs[0].file: 1 files",
                        directory.resolve("a.log").toString(),
                        "inputs[1].file: no file yet");
        assertThat(directory.resolve("state")).doesNotExist();
        assertThat(requests).hasValue(0);
    }

    @Test
    void wrong_settings_are_explained_with_the_exit_code_of_settings() throws Exception {
        settings("  - file: {paths: ['*.log'], multiline: {firstLine: '(?=x)'}}\n");
        assertThat(agent("--once").waitFor()).isEqualTo(ExitCode.CONFIGURATION.code());
        assertThat(out())
                .contains(
                        "agent.yaml, line 4, column 42: inputs[0].file.multiline.firstLine: (?=x) (expected: a pattern of RE2")
                .contains("→ Correct it and start again.");
    }

    @Test
    void once_sends_and_ends() throws Exception {
        settings("  - file: {paths: ['*.log']}\n");
        assertThat(agent("--once").waitFor()).as(out()).isEqualTo(ExitCode.OK.code());
        assertThat(requests).hasValue(1);
        assertThat(out()).contains("2 lines sent");
    }

    @Test
    void a_stop_by_a_signal_is_a_good_end_and_a_second_agent_is_refused() throws Exception {
        settings("  - file: {paths: ['*.log']}\n");
        Process agent = agent();
        await().atMost(LIMIT).until(() -> requests.get() > 0);
        Process second = new ProcessBuilder(
                        agent.info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Plinth.class.getName(),
                        "agent",
                        "--config",
                        directory.resolve("agent.yaml").toString())
                .redirectErrorStream(true)
                .start();
        String refused = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(second.waitFor()).isEqualTo(ExitCode.CONFIGURATION.code());
        assertThat(refused).contains("Another agent uses the state directory", "process " + agent.pid());
        agent.destroy();
        assertThat(agent.waitFor()).as(out()).isEqualTo(ExitCode.OK.code());
        assertThat(out()).contains("2 lines sent, 0 bytes behind");
        assertThat(Files.readString(directory.resolve("state/checkpoints.json")))
                .contains("\"offset\":8");
    }
}
