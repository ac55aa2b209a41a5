// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import dev.plinth.cli.settings.PlinthSettings.AppSettings;
import dev.plinth.engines.AotTraining;
import dev.plinth.engines.ArtifactLock;
import dev.plinth.engines.EngineException;
import dev.plinth.engines.Ports;
import dev.plinth.engines.ProcessSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A process of the user, supervised like ours. */
record AppUnit(AppSettings settings, Path base) implements Unit {
    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public int port() {
        return Objects.requireNonNullElse(settings.port(), 0);
    }

    @Override
    public Set<String> after() {
        return Set.of("core");
    }

    @Override
    public ArtifactLock artifacts() {
        return new ArtifactLock(List.of());
    }

    @Override
    public ProcessSpec prepare() {
        Path directory = settings.directory() == null ? base : base.resolve(settings.directory());
        return new ProcessSpec(
                name(),
                List.of(),
                settings.command(),
                Objects.requireNonNullElse(settings.environment(), Map.of()),
                directory,
                ProcessSpec.StopSignal.TERM,
                Duration.ofSeconds(120),
                Duration.ofSeconds(30),
                ProcessSpec.Lifeline.DEATH_SIGNAL);
    }

    /** Without a port, running is all that can be asked for. */
    @Override
    public void check() {
        if (port() != 0 && Ports.isFree(port())) {
            throw new EngineException(name(), "nothing listens on port " + port(), "Look at its log.");
        }
    }

    @Override
    public @Nullable AotTraining training() {
        return null;
    }
}
