// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent;

import dev.plinth.agent.Agent.Tempo;
import dev.plinth.agent.settings.AgentSettings;
import dev.plinth.agent.settings.AgentSettingsFile;
import dev.plinth.agent.ship.Courier;
import dev.plinth.agent.ship.Delivery;
import dev.plinth.agent.tail.Pace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An agent in this process, which has less time than others. */
final class RunningAgent implements AutoCloseable {
    static final Tempo QUICK = new Tempo(
            new Pace(Duration.ofMillis(300), Duration.ofMillis(700), Duration.ofMillis(500), 100),
            new Delivery.Rhythm(Duration.ofMillis(50), Duration.ofSeconds(5)),
            new Courier.Patience(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMillis(200)),
            Duration.ofMillis(2_500),
            Duration.ofMillis(200),
            Duration.ofSeconds(2));

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final Agent agent;
    private final Thread thread;
    private volatile @Nullable Throwable failure;

    private RunningAgent(AgentSettings settings, boolean once) {
        agent = new Agent(settings, once, said::add, Clock.systemUTC(), QUICK);
        thread = Thread.ofPlatform().start(() -> {
            try {
                agent.run();
            } catch (AgentProblem | InterruptedException e) {
                failure = e;
            }
        });
    }

    static AgentSettings settings(Path directory, URI endpoint, String inputs) {
        try {
            Path file = directory.resolve("agent.yaml");
            Files.writeString(
                    file,
                    "endpoint: %s\nstateDirectory: state\nhost: test-host\ninputs:\n%s".formatted(endpoint, inputs));
            return AgentSettingsFile.read(file, Map.of());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static RunningAgent start(AgentSettings settings) {
        return new RunningAgent(settings, false);
    }

    static RunningAgent once(AgentSettings settings) throws InterruptedException {
        RunningAgent agent = new RunningAgent(settings, true);
        agent.thread.join();
        return agent;
    }

    List<String> said() {
        return said;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    @Override
    public void close() {
        agent.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
