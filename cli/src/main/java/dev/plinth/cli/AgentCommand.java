// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.agent.Agent;
import dev.plinth.agent.AgentProblem;
import dev.plinth.agent.settings.AgentSettings;
import dev.plinth.agent.settings.AgentSettingsFile;
import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "agent",
        description = "Read log files and the journal of this machine, and send them to a Plinth.",
        footer = {
            "",
            "It runs in the foreground until it is stopped; docs/how-to/ship-logs-from-a-host.md says how to set it up."
        })
final class AgentCommand implements Callable<Integer> {
    private static final long LONGEST_STOP_SECONDS = 30;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "What is read and where it goes, as agent.yaml.")
    Path config = Path.of("agent.yaml");

    @Option(names = "--once", description = "End when everything that is there was sent.")
    boolean once;

    @Option(names = "--check", description = "Only read the settings, and list the files that would be read.")
    boolean check;

    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() throws InterruptedException {
        try {
            AgentSettings settings = AgentSettingsFile.read(config, System.getenv());
            if (check) {
                Agent.check(settings);
                list(settings);
            } else {
                run(settings);
            }
            return ExitCode.OK.code();
        } catch (AgentProblem problem) {
            throw new Failure(
                    exitCode(problem.kind()), String.valueOf(problem.getMessage()), problem.action(), problem);
        }
    }

    private static ExitCode exitCode(AgentProblem.Kind kind) {
        return switch (kind) {
            case CONFIGURATION -> ExitCode.CONFIGURATION;
            case UNAVAILABLE -> ExitCode.UNAVAILABLE;
            case TEMPORARY -> ExitCode.TEMPORARY;
        };
    }

    private void list(AgentSettings settings) {
        terminal.line("%s is right. It sends to %s, and keeps how far it has come in %s."
                .formatted(config, settings.endpoint(), settings.stateDirectory()));
        for (AgentSettings.FileInput input : settings.files()) {
            List<Path> files = Agent.matching(input);
            terminal.line("%s: %s".formatted(input.name(), files.isEmpty() ? "no file yet" : files.size() + " files"));
            files.forEach(file -> terminal.line("  " + file));
        }
        settings.journals()
                .forEach(input -> terminal.line("%s: %s"
                        .formatted(
                                input.name(),
                                input.units().isEmpty()
                                        ? "the journal of all units"
                                        : input.units().toString())));
        if (settings.metrics() != null) {
            terminal.line("%s: this machine, every %d s"
                    .formatted(
                            settings.metrics().name(),
                            settings.metrics().interval().toSeconds()));
        }
    }

    /** A stop by a signal is a good end: the exit code says so, which that of a JVM would not. */
    private void run(AgentSettings settings) throws InterruptedException {
        Agent agent = new Agent(settings, once, AgentCommand::say);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            if (ended.getCount() > 0) {
                agent.stop();
                await(ended);
                Runtime.getRuntime().halt(ExitCode.OK.code());
            }
        }));
        try {
            agent.run();
        } finally {
            ended.countDown();
        }
    }

    private static void await(CountDownLatch ended) {
        try {
            if (!ended.await(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
                say("It did not end in %d s; what was not acknowledged is sent again next time."
                        .formatted(LONGEST_STOP_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(String line) {
        System.err.println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + line);
    }
}
