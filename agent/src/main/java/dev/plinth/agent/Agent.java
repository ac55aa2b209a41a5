// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent;

import dev.plinth.agent.host.HostReport;
import dev.plinth.agent.journal.JournalSource;
import dev.plinth.agent.settings.AgentSettings;
import dev.plinth.agent.ship.Courier;
import dev.plinth.agent.ship.Delivery;
import dev.plinth.agent.ship.Figures;
import dev.plinth.agent.ship.Notes;
import dev.plinth.agent.ship.ReportCourier;
import dev.plinth.agent.ship.Reports;
import dev.plinth.agent.ship.Source;
import dev.plinth.agent.state.Checkpoints;
import dev.plinth.agent.state.FileKey;
import dev.plinth.agent.state.StateDirectory;
import dev.plinth.agent.tail.FileSource;
import dev.plinth.agent.tail.Pace;
import dev.plinth.logs.Credential;
import dev.plinth.logs.LogSender;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the settings name and sends it to Plinth: each line at least once, across restarts and kills of both; and, beside that, how the host is, of
 * which nothing is kept on disk.
 */
public final class Agent {
    /** So many batches are in memory at once, whatever the number of inputs. */
    private static final int BATCHES = 4;

    private static final long MEGABYTE = 1 << 20;

    private final AgentSettings settings;
    private final boolean once;
    private final Tempo tempo;
    private final Clock clock;
    private final Notes notes;
    private final Figures figures = new Figures();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /**
     * How fast things go; tests have less time.
     *
     * @param reports how long reports on the host wait for Plinth
     * @param giveUp with {@code once}, how long Plinth may take nothing
     */
    record Tempo(
            Pace files,
            Delivery.Rhythm rhythm,
            Courier.Patience patience,
            Duration reports,
            Duration status,
            Duration giveUp) {
        static Tempo usual(boolean once) {
            return new Tempo(
                    once ? Pace.ONCE : Pace.USUAL,
                    Delivery.Rhythm.USUAL,
                    Courier.Patience.USUAL,
                    Reports.LONGEST,
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1));
        }
    }

    /**
     * @param once whether it ends when everything that is there was sent
     * @param out for what it has to say, line by line
     */
    public Agent(AgentSettings settings, boolean once, Consumer<String> out) {
        this(settings, once, out, Clock.systemUTC(), Tempo.usual(once));
    }

    Agent(AgentSettings settings, boolean once, Consumer<String> out, Clock clock, Tempo tempo) {
        this.settings = settings;
        this.once = once;
        this.tempo = tempo;
        this.clock = clock;
        this.notes = new Notes(out, clock);
    }

    /**
     * The files that each input of files would read now.
     *
     * @throws AgentProblem when something that is needed is not there
     */
    public static List<Path> matching(AgentSettings.FileInput input) {
        return FileSource.matching(input);
    }

    /** @throws AgentProblem when something that the settings name is not there */
    public static void check(AgentSettings settings) {
        settings.journals().forEach(JournalSource::checkProgram);
        if (settings.metrics() != null) {
            HostReport.check(settings.metrics());
        }
        credential(settings);
    }

    /** Ends {@link #run}: what is on its way has a few seconds to arrive. From any thread; returns at once. */
    public void stop() {
        stopping.countDown();
    }

    /** Lines that Plinth has taken from this agent. */
    public long sent() {
        return figures.sent();
    }

    /**
     * Runs until it is stopped or, with {@code once}, until everything was sent.
     *
     * @throws AgentProblem when it cannot start; with {@code once} also when Plinth took nothing for a minute
     * @throws InterruptedException as when it is stopped
     */
    public void run() throws InterruptedException {
        check(settings);
        try (StateDirectory held = StateDirectory.hold(settings.stateDirectory())) {
            LogSender sender = new LogSender(settings.endpoint(), credential(settings));
            Courier courier = new Courier(sender::send, tempo.patience(), figures, notes);
            List<Source> sources = sources(held.checkpoints(clock));
            Reports reports = new Reports(tempo.reports(), figures, notes);
            notes.say("Reading %d inputs, sending to %s"
                    .formatted(sources.size() + (settings.metrics() == null ? 0 : 1), sender.target()));
            try (HostReport host = settings.metrics() == null ? null : begin(settings.metrics(), reports)) {
                run(sources, courier, host == null ? null : reportCourier(reports));
            }
        } catch (IOException e) {
            // the lock is gone with this process anyway
            notes.say("The state directory was not closed properly: " + e.getMessage());
        }
    }

    private static Credential credential(AgentSettings settings) {
        try {
            return settings.keyFile() != null
                    ? Credential.file(settings.keyFile())
                    : settings.key() != null ? Credential.key(settings.key()) : Credential.none();
        } catch (IllegalArgumentException e) {
            throw new AgentProblem(
                    AgentProblem.Kind.CONFIGURATION,
                    "PLINTH_INGEST_KEY: " + e.getMessage(),
                    "Give the whole key, or none to send without.",
                    e);
        }
    }

    private List<Source> sources(Checkpoints checkpoints) {
        ConcurrentMap<FileKey, String> claims = new ConcurrentHashMap<>();
        List<Source> sources = new ArrayList<>();
        settings.files()
                .forEach(input -> sources.add(
                        new FileSource(input, settings.host(), tempo.files(), checkpoints, claims, clock, notes)));
        settings.journals()
                .forEach(input -> sources.add(
                        new JournalSource(input, settings.host(), once, checkpoints, clock, figures, notes)));
        return sources;
    }

    private HostReport begin(AgentSettings.HostInput input, Reports reports) {
        HostReport host = new HostReport(input, settings.host(), reports, clock, notes);
        host.start(once);
        return host;
    }

    private ReportCourier reportCourier(Reports reports) {
        LogSender sender = new LogSender(settings.endpoint(), LogSender.Signal.METRICS, credential(settings));
        return new ReportCourier(reports, sender::send, tempo.patience(), figures, notes);
    }

    private void run(List<Source> sources, Courier courier, @Nullable ReportCourier reports)
            throws InterruptedException {
        Semaphore room = new Semaphore(BATCHES, true);
        List<Delivery> deliveries = sources.stream()
                .map(source -> new Delivery(source, courier, room, notes, tempo.rhythm(), once))
                .toList();
        List<Thread> threads = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            threads.add(Thread.ofPlatform().daemon().start(delivery));
        }
        if (reports != null) {
            threads.add(Thread.ofPlatform().daemon().start(reports));
        }
        boolean gaveUp = false;
        try {
            gaveUp = attend(sources, threads, courier);
        } finally {
            deliveries.forEach(Delivery::stop);
            if (reports != null) {
                reports.stop();
            }
            for (Thread thread : threads) {
                thread.join(tempo.rhythm().grace().plus(tempo.rhythm().look()).plusSeconds(5));
            }
            status(sources);
        }
        if (gaveUp) {
            throw new AgentProblem(
                    AgentProblem.Kind.TEMPORARY,
                    "Plinth at %s took nothing for %d s"
                            .formatted(settings.endpoint(), tempo.giveUp().toSeconds()),
                    "The same command goes on where this one ended.");
        }
    }

    /** Whether it is given up. */
    private boolean attend(List<Source> sources, List<Thread> threads, Courier courier) throws InterruptedException {
        long statusAt = System.nanoTime() + tempo.status().toNanos();
        while (!stopping.await(once ? 20 : 500, TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() - statusAt > 0) {
                statusAt += tempo.status().toNanos();
                status(sources);
            }
            if (threads.stream().noneMatch(Thread::isAlive)) {
                return false;
            }
            if (once && courier.sinceProgress().compareTo(tempo.giveUp()) > 0) {
                return true;
            }
        }
        return false;
    }

    private void status(List<Source> sources) {
        int files = 0;
        long behind = 0;
        for (Source source : sources) {
            files += source.standing().files();
            behind += source.standing().behindBytes();
        }
        notes.say("%d files and journals, %d lines sent, %s behind, %d lines dropped"
                .formatted(files, figures.sent(), size(behind), figures.dropped()));
        if (settings.metrics() != null) {
            notes.say("%d reports on the host sent, %d dropped".formatted(figures.reports(), figures.reportsDropped()));
        }
    }

    private static String size(long bytes) {
        return bytes < MEGABYTE ? bytes + " bytes" : bytes / MEGABYTE + " MB";
    }
}
