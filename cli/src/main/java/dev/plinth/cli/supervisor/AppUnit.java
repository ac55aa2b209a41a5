// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.PlinthSettings.AppSettings;
import dev.plinth.engines.AotCache;
import dev.plinth.engines.ArtifactLock;
import dev.plinth.engines.EngineException;
import dev.plinth.engines.Ports;
import dev.plinth.engines.ProcessSpec;
import dev.plinth.engines.SecretFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process of the user, supervised like ours. It is the app of its name: its environment says where Plinth is, and in which file of mode
 * 0600 its credential.
 *
 * @param otlpUrl where OTLP over HTTP is taken; null when it is not
 */
record AppUnit(
        AppSettings settings,
        Path base,
        DataDirectory data,
        String publicUrl,
        @Nullable String otlpUrl,
        String env,
        Declarations declarations)
        implements Unit {
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
        return Set.of("core", "gateway");
    }

    @Override
    public ArtifactLock artifacts() {
        return new ArtifactLock(List.of());
    }

    @Override
    public ProcessSpec prepare() {
        ensureCredential();
        if (settings.resources() != null) {
            declarations.ensure(name(), base.resolve(settings.resources()));
        }
        Path directory = settings.directory() == null ? base : base.resolve(settings.directory());
        return new ProcessSpec(
                name(),
                List.of(),
                settings.command(),
                environment(),
                directory,
                ProcessSpec.StopSignal.TERM,
                Duration.ofSeconds(120),
                Duration.ofSeconds(30),
                ProcessSpec.Lifeline.DEATH_SIGNAL);
    }

    private Path credential() {
        return data.credentials().resolve("apps").resolve(name() + ".token");
    }

    /** A process that is run no more is nobody any more. */
    static void forgetOthers(DataDirectory data, Set<String> apps) {
        Path directory = data.credentials().resolve("apps");
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (!apps.contains(file.getFileName().toString().replace(".token", ""))) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new EngineException(
                    "supervisor",
                    "Cannot delete old credentials in " + directory + ": " + e.getMessage(),
                    "Check that the directory belongs to you.",
                    e);
        }
    }

    private void ensureCredential() {
        try {
            SecretFiles.privateDirectory(data.credentials());
            SecretFiles.privateDirectory(data.credentials().resolve("apps"));
            SecretFiles.ensure(credential());
        } catch (IOException e) {
            throw new EngineException(
                    name(),
                    "Cannot write " + credential() + ": " + e.getMessage(),
                    "Check that the disk has room and that the directory belongs to you.",
                    e);
        }
    }

    /** Names the file with the secret, and not the secret; what plinth.yaml says wins. */
    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "PLINTH_URL",
                publicUrl,
                "PLINTH_APP",
                name(),
                "PLINTH_ENV",
                env,
                "PLINTH_CREDENTIAL_FILE",
                credential().toString()));
        if (otlpUrl == null) {
            environment.put("PLINTH_OTLP_ENABLED", "false");
        } else {
            environment.put("PLINTH_OTLP_URL", otlpUrl);
        }
        environment.putAll(Objects.requireNonNullElse(settings.environment(), Map.of()));
        return environment;
    }

    /** Without a port, running is all that can be asked for. */
    @Override
    public void check() {
        if (port() != 0 && Ports.isFree(port())) {
            throw new EngineException(name(), "nothing listens on port " + port(), "Look at its log.");
        }
    }

    @Override
    public @Nullable AotCache aotCache() {
        return null;
    }
}
