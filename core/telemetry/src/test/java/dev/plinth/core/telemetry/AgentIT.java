// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.agent.Agent;
import dev.plinth.agent.settings.AgentSettingsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the agent reads of a file that is rotated is all there, though the core was away meanwhile. */
class AgentIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int LINES = 4_000;
    private static final int LINES_A_FILE = 500;

    private static Rig rig;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        rig = new Rig();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    /** The same port whichever core is behind it; nothing when none is. */
    private static final class Door implements AutoCloseable {
        private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private volatile int behind;

        Door() throws IOException {
            Thread.ofVirtual().start(this::open);
        }

        private void open() {
            while (!door.isClosed()) {
                try {
                    Socket outside = door.accept();
                    Thread.ofVirtual().start(() -> connect(outside));
                } catch (IOException e) {
                    return;
                }
            }
        }

        private void connect(Socket outside) {
            try (outside;
                    Socket inside = new Socket(InetAddress.getLoopbackAddress(), behind)) {
                Thread back = Thread.ofVirtual().start(() -> pump(inside, outside));
                pump(outside, inside);
                back.join();
            } catch (IOException | InterruptedException e) {
                // nobody is there, and the one outside sees the same
                return;
            }
        }

        private static void pump(Socket from, Socket to) {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // one of both hung up
                return;
            }
        }

        @Override
        public void close() throws IOException {
            door.close();
        }
    }

    @Test
    void every_line_of_a_rotated_file_comes_though_the_core_is_stopped_and_started() throws Exception {
        List<String> said = new CopyOnWriteArrayList<>();
        try (Door door = new Door()) {
            door.behind = port();
            Path key = Files.writeString(
                    directory.resolve("ingest.key"),
                    rig.secretOf("shipper", "ingest").at("/secret").asString() + "\n");
            Path settings =
                    Files.writeString(directory.resolve("agent.yaml"), """
                    endpoint: http://127.0.0.1:%d
                    keyFile: %s
                    stateDirectory: state
                    host: test-host
                    inputs:
                      - file:
                          paths: ["app.log*"]
                          service: agent-it
                          env: dev
                    """.formatted(door.door.getLocalPort(), key));
            Agent agent = new Agent(AgentSettingsFile.read(settings, Map.of()), false, said::add);
            Thread running = Thread.ofPlatform().start(() -> {
                try {
                    agent.run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            Thread writer = Thread.ofPlatform().start(this::write);
            await().atMost(LIMIT).until(() -> agent.sent() > LINES / 8);
            rig.stopCore();
            door.behind = 1;
            await().atMost(LIMIT).until(() -> said.stream().anyMatch(line -> line.contains("nothing more is read")));
            rig.start();
            door.behind = port();
            writer.join();
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() ->
                            assertThat(bodies().distinct()).as(said.toString()).hasSize(LINES));
            agent.stop();
            running.join();
        }
        assertThat(bodies().distinct())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, LINES).mapToObj(AgentIT::line).toList());
        JsonNode one = rig.core()
                .admin()
                .get("/api/v1/logs?limit=1&service=agent-it")
                .body()
                .at("/items/0");
        assertThat(one.at("/app").asString()).isEqualTo("shipper");
        assertThat(one.at("/env").asString()).isEqualTo("dev");
        assertThat(one.toString()).contains("log.file.name", "app.log", "test-host");
    }

    private static int port() {
        return URI.create(rig.http()).getPort();
    }

    private static String line(int number) {
        return "line-%05d of a file that is rotated".formatted(number);
    }

    private void write() {
        Path log = directory.resolve("app.log");
        try {
            for (int i = 0; i < LINES; i++) {
                Files.writeString(log, line(i) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                if (i % LINES_A_FILE == LINES_A_FILE - 1) {
                    Files.move(log, log.resolveSibling("app.log." + i / LINES_A_FILE));
                }
                if (i % 10 == 0) {
                    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> bodies() {
        rig.index("POST", "/plinth-logs-*/_refresh?ignore_unavailable=true", null);
        return rig.index(
                        "POST",
                        "/plinth-logs-*/_search?ignore_unavailable=true",
                        "{\"size\": 10000, \"_source\": [\"body\"], \"query\": {\"term\": {\"service\": \"agent-it\"}}}")
                .at("/hits/hits")
                .valueStream()
                .map(hit -> hit.at("/_source/body").asString());
    }
}
