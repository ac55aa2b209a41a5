// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The agent is killed again and again while its file is written and rotated, and Plinth is often away. */
class KillTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int LINES = 12_000;
    private static final int LINES_A_FILE = 1_200;
    private static final int KILLS = 4;
    private static final int LINES_A_KILL = 2_200;
    private static final String FILLING = " ".repeat(60) + "|";

    enum Rotation {
        RENAME,
        COPY_AND_TRUNCATE
    }

    @TempDir
    Path directory;

    private final List<Process> agents = new ArrayList<>();
    private final Semaphore mayWrite = new Semaphore(LINES_A_KILL);

    @ParameterizedTest
    @EnumSource(Rotation.class)
    void nothing_is_lost_and_of_renamed_files_only_what_was_on_its_way_is_there_twice(Rotation rotation)
            throws Exception {
        Files.createDirectories(directory.resolve("logs"));
        try (TestingPlinth plinth = new TestingPlinth()) {
            AtomicInteger requests = new AtomicInteger();
            plinth.answers(bodies -> requests.incrementAndGet() % 5 == 0 ? 503 : TestingPlinth.OK);
            Thread writer = Thread.ofPlatform().start(() -> write(rotation));
            Random random = new Random(42);
            for (int kill = 0; kill < KILLS; kill++) {
                // of what may be written before the next kill there are two batches at least
                int wanted = random.nextInt(1, 3);
                String number = Integer.toString(kill);
                Process agent = agent(plinth);
                await().atMost(LIMIT).until(() -> sentBy(number, plinth.taken()) >= wanted);
                agent.destroyForcibly().waitFor();
                mayWrite.release(LINES_A_KILL);
            }
            mayWrite.release(LINES);
            Process agent = agent(plinth);
            writer.join();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(new HashSet<>(plinth.bodies()))
                            .as(Files.readString(log().toPath()))
                            .hasSize(LINES));
            agent.destroy();
            agent.waitFor();
            Map<String, Integer> times = times(plinth.bodies());
            assertThat(times.keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, LINES).mapToObj(KillTest::line).toList());
            Set<String> mayRepeat = onTheirWay(plinth.taken());
            assertThat(times.keySet().stream()
                            .filter(body -> times.getOrDefault(body, 0) > 1 && !mayRepeat.contains(body)))
                    .as(Files.readString(log().toPath()))
                    .isEmpty();
        }
    }

    /** How many requests of this agent were taken; what one sent before it was killed may be taken while the next is there. */
    private static long sentBy(String agent, List<List<TestingPlinth.Received>> taken) {
        return taken.stream()
                .filter(request -> agent.equals(request.getFirst().resource().get("agent")))
                .count();
    }

    /** The lines of the last request of each agent that was killed; what the last agent sent is nobody's to send again. */
    private static Set<String> onTheirWay(List<List<TestingPlinth.Received>> taken) {
        Map<String, List<TestingPlinth.Received>> lastOfEach = new HashMap<>();
        taken.forEach(request -> lastOfEach.put(request.getFirst().resource().getOrDefault("agent", ""), request));
        lastOfEach.remove(Integer.toString(KILLS));
        assertThat(lastOfEach).hasSize(KILLS);
        return lastOfEach.values().stream()
                .flatMap(List::stream)
                .map(TestingPlinth.Received::body)
                .collect(Collectors.toSet());
    }

    private File log() {
        return directory.resolve("agent.out").toFile();
    }

    private Process agent(TestingPlinth plinth) throws IOException {
        RunningAgent.settings(
                directory,
                plinth.endpoint(),
                "  - file: {paths: [\"logs/app.log*\"], service: app, halfLineAfter: 30s, attributes: {agent: %d}}\n"
                        .formatted(agents.size()));
        Process agent = AgentProcess.start(directory.resolve("agent.yaml"), log());
        agents.add(agent);
        return agent;
    }

    @AfterEach
    void killAll() {
        agents.forEach(Process::destroyForcibly);
    }

    private static Map<String, Integer> times(List<String> bodies) {
        Map<String, Integer> times = new HashMap<>();
        bodies.forEach(body -> times.merge(body, 1, Integer::sum));
        return times;
    }

    private static String line(int number) {
        return "line-%05d%s".formatted(number, FILLING);
    }

    private void write(Rotation rotation) {
        Path log = directory.resolve("logs/app.log");
        try {
            for (int i = 0; i < LINES; i++) {
                mayWrite.acquireUninterruptibly();
                // two writes, so that half a line is often the end
                append(log, line(i).substring(0, 8));
                append(log, line(i).substring(8) + "\n");
                if (i % LINES_A_FILE == LINES_A_FILE - 1) {
                    Path rotated = log.resolveSibling("app.log.%03d".formatted(i / LINES_A_FILE));
                    switch (rotation) {
                        case RENAME -> Files.move(log, rotated);
                        case COPY_AND_TRUNCATE -> {
                            Files.copy(log, rotated);
                            Files.writeString(log, "");
                        }
                    }
                }
                if (i % 20 == 0) {
                    LockSupport.parkNanos(Duration.ofMillis(8).toNanos());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
