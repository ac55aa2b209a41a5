// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.SettingsInForce;
import dev.plinth.engines.AotCache;
import dev.plinth.engines.ArtifactStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * All processes of one data directory: started as soon as what they depend on is ready, stopped in the opposite order. What is known
 * about them is published in the state file at every change.
 */
public final class Supervisor {
    private static final Duration QUIET = Duration.ofSeconds(20);

    private final DataDirectory data;
    private final Clock clock;
    private final About about;
    private final Map<String, SupervisedProcess> processes = new LinkedHashMap<>();
    private volatile boolean stopping;

    /**
     * What does not change while it runs, and others want to know.
     *
     * @param settings those in force
     */
    record About(
            int corePort,
            String publicUrl,
            List<StateFile.EngineInUse> engines,
            List<SettingsInForce.Setting> settings) {}

    /** @param units in the order in which they are shown; dependencies first */
    Supervisor(DataDirectory data, List<Unit> units, ArtifactStore artifacts, About about, Clock clock) {
        this.data = data;
        this.clock = clock;
        this.about = about;
        for (Unit unit : units) {
            processes.put(
                    unit.name(),
                    new SupervisedProcess(
                            unit, artifacts, data.log(unit.name()), () -> ready(unit), this::publish, clock));
        }
    }

    private boolean ready(Unit unit) {
        return unit.after().stream()
                .map(processes::get)
                .allMatch(process -> process == null || process.status().state() == ProcessState.READY);
    }

    /** Stops what an earlier supervisor left, and begins to start everything. Returns at once. */
    public void start(Path java) {
        Leftovers.stop(StateFile.read(data.stateFile()));
        publish();
        processes.values().forEach(SupervisedProcess::start);
        Thread.ofPlatform().name("aot-training").daemon().start(() -> train(java));
    }

    public List<ProcessStatus> statuses() {
        return processes.values().stream().map(SupervisedProcess::status).toList();
    }

    public boolean allReady() {
        return statuses().stream().allMatch(status -> status.state() == ProcessState.READY);
    }

    /** Those that cannot be started, and keep the rest from being ready. */
    public List<ProcessStatus> failed() {
        return statuses().stream()
                .filter(status -> status.state() == ProcessState.FAILED)
                .toList();
    }

    /** Stops everything, what depends on others first; returns when all are gone. */
    public void stop() {
        stopping = true;
        processes.values().stream().toList().reversed().forEach(SupervisedProcess::stop);
        publish();
    }

    private synchronized void publish() {
        ProcessHandle self = ProcessHandle.current();
        StateFile.write(
                data.stateFile(),
                new StateFile.State(
                        self.pid(),
                        self.info().startInstant().orElse(Instant.EPOCH),
                        Long.getLong("plinth.launcher.pid", 0L),
                        about.corePort(),
                        about.publicUrl(),
                        Objects.requireNonNullElse(
                                Supervisor.class.getPackage().getImplementationVersion(), "development"),
                        about.engines(),
                        about.settings(),
                        statuses()));
    }

    /**
     * Finishes the recordings of ahead-of-time caches, one after the other, once everything has been ready for a while: it costs a core
     * for some seconds each, and nobody should wait for it.
     */
    private void train(Path java) {
        try {
            while (!stopping && !quiet()) {
                TimeUnit.SECONDS.sleep(1);
            }
            for (SupervisedProcess process : processes.values()) {
                AotCache cache = process.unit().aotCache();
                if (!stopping
                        && cache != null
                        && cache.pending()
                        && process.status().state() == ProcessState.READY) {
                    cache.finish(java, process.status().pid());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean quiet() {
        Instant before = clock.instant().minus(QUIET);
        return statuses().stream()
                .allMatch(status ->
                        status.state() == ProcessState.READY && status.since().isBefore(before));
    }
}
