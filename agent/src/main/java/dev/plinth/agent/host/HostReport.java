// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.host;

import dev.plinth.agent.AgentProblem;
import dev.plinth.agent.settings.AgentSettings.HostInput;
import dev.plinth.agent.ship.Notes;
import dev.plinth.agent.ship.Report;
import dev.plinth.agent.ship.Reports;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Reads the machine again and again, whether or not Plinth takes what was read. */
public final class HostReport implements AutoCloseable {
    private final HostInput input;
    private final Map<String, String> resource;
    private final Reports reports;
    private final Clock clock;
    private final Notes notes;
    private final Host host;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("host").factory());

    /**
     * @param hostName this machine
     * @param reports where they wait to be sent
     */
    public HostReport(HostInput input, String hostName, Reports reports, Clock clock, Notes notes) {
        this.input = input;
        this.resource = resource(input, hostName);
        this.reports = reports;
        this.clock = clock;
        this.notes = notes;
        this.host = new Host(input.processes(), notes);
    }

    /** @throws AgentProblem when this machine cannot be read */
    public static void check(HostInput input) {
        Host.check(input.name());
    }

    private static Map<String, String> resource(HostInput input, String hostName) {
        Map<String, String> resource = new TreeMap<>(input.attributes());
        resource.put("host.name", hostName);
        resource.put("service.name", input.service());
        resource.put("service.instance.id", hostName);
        if (input.env() != null) {
            resource.put("deployment.environment.name", input.env());
        }
        return resource;
    }

    /**
     * Begins.
     *
     * @param once whether one report is all
     */
    public void start(boolean once) {
        if (once) {
            timer.execute(() -> {
                read();
                reports.complete();
            });
        } else {
            var _ = timer.scheduleAtFixedRate(this::read, 0, input.interval().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void read() {
        try {
            long time = clock.millis();
            List<Metric> metrics = host.read();
            reports.add(new Report(System.nanoTime(), MetricsRequest.encode(resource, metrics, time)));
        } catch (RuntimeException e) {
            // the next one may go well
            notes.say("host", "The host could not be read: " + e);
        }
    }

    /** Reads no more. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
