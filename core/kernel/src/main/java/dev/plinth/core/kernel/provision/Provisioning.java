// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.provision;

import dev.plinth.core.kernel.engine.EngineProperties;
import dev.plinth.core.kernel.ledger.Change;
import dev.plinth.core.kernel.ledger.LedgerReader;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Keeps the engines in step with the resources: one thread for each kind, woken by the ledger. */
@Component
class Provisioning implements SmartLifecycle, LedgerReader {
    private final Map<String, ProvisioningLoop> loops;
    private volatile boolean running;

    Provisioning(List<Provisioner> provisioners, EngineProperties engines, ResourceView resources, JdbcTemplate jdbc) {
        this.loops = provisioners.stream()
                .map(provisioner ->
                        new ProvisioningLoop(provisioner, engines.find(provisioner.engine()) != null, resources, jdbc))
                .collect(Collectors.toMap(loop -> loop.provisioner().kind(), Function.identity()));
    }

    /** What has become of a resource. */
    enum State {
        /** It is in the engine as the ledger says. */
        READY,
        /** It is being made, or waits for its engine. */
        PENDING,
        /** Somebody has to do something. */
        FAILED
    }

    /** @param problem null when it is ready, or nothing is known yet */
    record Provided(
            Resource resource,
            Provisioner provisioner,
            State state,
            @Nullable String problem) {}

    /** All that there are, sorted by key. */
    List<Provided> all() {
        List<Provided> all = new ArrayList<>();
        loops.keySet().stream().sorted().forEach(kind -> all.addAll(loop(kind).provided()));
        return all;
    }

    private ProvisioningLoop loop(String kind) {
        return Objects.requireNonNull(loops.get(kind));
    }

    @Override
    public void load(UUID installation, long seq, List<Resource> resources, List<Change> recent) {
        loops.values().forEach(ProvisioningLoop::wake);
    }

    @Override
    public void read(List<Change> changes) {
        for (Change change : changes) {
            ProvisioningLoop loop = loops.get(change.key().kind());
            if (loop != null) {
                loop.wake();
            }
        }
    }

    @Override
    public void start() {
        running = true;
        loops.values().forEach(ProvisioningLoop::start);
    }

    @Override
    public void stop() {
        running = false;
        loops.values().forEach(ProvisioningLoop::stop);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
