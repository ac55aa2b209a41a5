// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import dev.plinth.cli.settings.PlinthSettings;
import dev.plinth.cli.settings.PlinthSettings.ArtifactSettings;
import dev.plinth.cli.settings.PlinthSettings.CoreSettings;
import dev.plinth.cli.settings.PlinthSettings.EngineSettings;
import dev.plinth.cli.settings.Room;
import dev.plinth.engines.ArtifactStore;
import dev.plinth.engines.Engine;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.EngineException;
import dev.plinth.engines.EngineHost;
import dev.plinth.engines.MavenArtifactStore;
import dev.plinth.engines.kafka.KafkaEngine;
import dev.plinth.engines.opensearch.OpenSearchEngine;
import dev.plinth.engines.postgres.PostgresEngine;
import dev.plinth.engines.redis.RedisEngine;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What the settings mean: which engines are used, which of them are started here, and what else runs. */
public final class Installation {
    private static final int CORE_PORT = 7070;
    private static final String CORE_HEAP = "768m";

    private final Path program;
    private final Path base;
    private final PlinthSettings settings;
    private final DataDirectory data;
    private final ArtifactStore artifacts;
    private final Set<String> needed;

    /**
     * @param program the folder with the core's jars in {@code core}
     * @param base what relative paths in the settings are relative to
     */
    public Installation(Path program, Path base, PlinthSettings settings, DataDirectory data, Set<Room> rooms) {
        this.program = program;
        this.base = base;
        this.settings = settings;
        this.data = data;
        ArtifactSettings source = Objects.requireNonNullElse(settings.artifacts(), new ArtifactSettings(null, null));
        this.artifacts = new MavenArtifactStore(
                data.verifiedArtifacts(), source.mirror(), Boolean.TRUE.equals(source.offline()));
        this.needed = Room.enginesOf(rooms);
    }

    public static List<Engine> engines() {
        return List.of(new PostgresEngine(), new RedisEngine(), new KafkaEngine(), new OpenSearchEngine());
    }

    public ArtifactStore artifacts() {
        return artifacts;
    }

    public static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    public int corePort() {
        CoreSettings core = settings.core();
        return core != null && core.port() != null
                ? Objects.requireNonNull(core.port())
                : CORE_PORT + settings.portOffsetOrDefault();
    }

    /** Engines that are started here: needed by a room, and not given by URL. */
    public List<Engine> bundled() {
        return engines().stream()
                .filter(engine -> needed.contains(engine.name()))
                .filter(engine -> settings.engine(engine.name()) == null)
                .toList();
    }

    /**
     * Signs in to every engine that is given by URL.
     *
     * @throws Failure that says which cannot be used, and why
     */
    public void checkGivenEngines() {
        for (Engine engine : engines()) {
            EngineSettings given = settings.engine(engine.name());
            if (given == null || !needed.contains(engine.name())) {
                continue;
            }
            try {
                engine.check(connection(given));
            } catch (EngineException e) {
                throw new Failure(ExitCode.CONFIGURATION, engine.name() + ": " + e.getMessage(), e.action(), e);
            }
        }
    }

    private static EngineConnection connection(EngineSettings given) {
        return new EngineConnection(Objects.requireNonNull(given.url()), given.username(), given.passwordFile());
    }

    private EngineHost host(Engine engine) {
        return new EngineHost(
                data.of(engine.name()),
                data.secrets(),
                engine.defaultPort() + settings.portOffsetOrDefault(),
                java(),
                artifacts,
                data.aotCache(engine.name()));
    }

    public Supervisor supervisor() {
        List<Unit> units = new ArrayList<>();
        Map<String, EngineConnection> connections = new LinkedHashMap<>();
        for (Engine engine : engines()) {
            EngineSettings given = settings.engine(engine.name());
            if (!needed.contains(engine.name())) {
                continue;
            }
            if (given == null) {
                EngineHost host = host(engine);
                units.add(new EngineUnit(engine, host));
                connections.put(engine.name(), engine.connection(host));
            } else {
                connections.put(engine.name(), connection(given));
            }
        }
        CoreSettings core = settings.core();
        String heap = core == null || core.heap() == null ? CORE_HEAP : core.heap();
        units.add(new CoreUnit(program.resolve("core"), data, java(), corePort(), heap, connections));
        Objects.requireNonNullElse(settings.apps(), List.<PlinthSettings.AppSettings>of())
                .forEach(app -> units.add(new AppUnit(app, base)));
        return new Supervisor(data, units, artifacts, corePort(), Clock.systemUTC());
    }
}
