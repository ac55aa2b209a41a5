// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import dev.plinth.agent.host.HostReport;
import dev.plinth.agent.settings.AgentSettings.HostInput;
import dev.plinth.agent.settings.AgentSettingsFile;
import dev.plinth.agent.ship.Courier;
import dev.plinth.agent.ship.Figures;
import dev.plinth.agent.ship.Notes;
import dev.plinth.agent.ship.ReportCourier;
import dev.plinth.agent.ship.Reports;
import dev.plinth.logs.Credential;
import dev.plinth.logs.LogSender;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * Tells Plinth how the machine is that it runs on, as an agent does. All of it is done on threads of its own, and whatever goes wrong is said in a log and keeps
 * nothing else from going on.
 */
public final class HostReporting implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final int PROCESSES = 10;
    private static final long LARGEST_LOG = 1 << 20;

    private final URI endpoint;
    private final Path log;
    private final Clock clock;
    private final Duration interval;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("host-reports").unstarted(this::run);

    HostReporting(URI endpoint, Path log, Clock clock) {
        this(endpoint, log, clock, INTERVAL);
    }

    /**
     * Nothing happens yet.
     *
     * @param endpoint where OTLP over HTTP is taken
     * @param log gets what there is to say, up to a megabyte
     */
    HostReporting(URI endpoint, Path log, Clock clock, Duration interval) {
        this.endpoint = endpoint;
        this.log = log;
        this.clock = clock;
        this.interval = interval;
    }

    /** Returns at once. */
    public void begin() {
        thread.start();
    }

    private void run() {
        try {
            HostInput input = new HostInput("host", interval, "host", null, Map.of(), PROCESSES);
            HostReport.check(input);
            Notes notes = new Notes(this::say, clock);
            Figures figures = new Figures();
            Reports reports = new Reports(Reports.LONGEST, figures, notes);
            LogSender sender = new LogSender(endpoint, LogSender.Signal.METRICS, Credential.none());
            try (HostReport host = new HostReport(input, AgentSettingsFile.thisHost(), reports, clock, notes)) {
                host.start(false);
                new ReportCourier(reports, sender::send, Courier.Patience.USUAL, figures, notes).run();
            }
        } catch (RuntimeException | LinkageError e) {
            say("The host is not told of: " + e);
        }
    }

    private void say(String text) {
        try {
            if (!Files.exists(log) || Files.size(log) < LARGEST_LOG) {
                Files.createDirectories(log.resolveSibling(""));
                Files.writeString(
                        log, clock.instant() + " " + text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            // there is nobody else to be told
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
