// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent;

import dev.plinth.agent.settings.AgentSettingsFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** An agent in a process of its own, which can be killed. */
final class AgentProcess {
    private AgentProcess() {}

    /** @param arguments the settings */
    public static void main(String[] arguments) throws InterruptedException {
        new Agent(
                        AgentSettingsFile.read(Path.of(arguments[0]), Map.of()),
                        false,
                        System.err::println,
                        Clock.systemUTC(),
                        RunningAgent.QUICK)
                .run();
    }

    static Process start(Path settings, File log) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx96m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AgentProcess.class.getName(),
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }
}
