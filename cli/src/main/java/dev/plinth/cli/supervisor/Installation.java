// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import dev.plinth.cli.settings.PlinthSettings;
import dev.plinth.cli.settings.PlinthSettings.ArtifactSettings;
import dev.plinth.cli.settings.PlinthSettings.EngineSettings;
import dev.plinth.cli.settings.PlinthSettings.GatewaySettings;
import dev.plinth.cli.settings.Room;
import dev.plinth.cli.settings.SettingsInForce;
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
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the settings mean: which engines are used, which of them are started here, and what else runs. */
public final class Installation {
    private static final int CORE_PORT = 7070;
    private static final int GATEWAY_PORT = 8080;
    private static final int GATEWAY_MANAGEMENT_PORT = 7080;
    private static final int OTLP_HTTP_PORT = 4318;
    private static final int OTLP_GRPC_PORT = 4317;
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");
    /** Where telemetry ends. */
    private static final Set<String> TELEMETRY_ENGINES = Set.of("kafka", "opensearch");

    private final Path program;
    private final Path base;
    private final PlinthSettings settings;
    private final DataDirectory data;
    private final ArtifactStore artifacts;
    private final Set<Room> rooms;
    private final Set<String> needed;
    /** Of the engines that are given by URL. */
    private final Map<String, String> versions = new HashMap<>();

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
        this.rooms = Set.copyOf(rooms);
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
        return Objects.requireNonNullElse(settings.coreOrDefault().port(), CORE_PORT + settings.portOffsetOrDefault());
    }

    private int gatewayPort() {
        return Objects.requireNonNullElse(
                settings.gatewayOrDefault().port(), GATEWAY_PORT + settings.portOffsetOrDefault());
    }

    private int gatewayManagementPort() {
        return Objects.requireNonNullElse(
                settings.gatewayOrDefault().managementPort(), GATEWAY_MANAGEMENT_PORT + settings.portOffsetOrDefault());
    }

    private int otlpHttpPort() {
        return Objects.requireNonNullElse(
                settings.telemetryOrDefault().httpPort(), OTLP_HTTP_PORT + settings.portOffsetOrDefault());
    }

    private int otlpGrpcPort() {
        return Objects.requireNonNullElse(
                settings.telemetryOrDefault().grpcPort(), OTLP_GRPC_PORT + settings.portOffsetOrDefault());
    }

    /** Tells of this machine; null when there is nobody to be told, or nobody wants it. */
    public @Nullable HostReporting hostReporting() {
        return rooms.contains(Room.TELEMETRY)
                        && !Boolean.FALSE.equals(settings.telemetryOrDefault().host())
                ? new HostReporting(
                        URI.create("http://127.0.0.1:" + otlpHttpPort()), data.log("host"), Clock.systemUTC())
                : null;
    }

    /** How the world reaches the gateway; without slash at the end. */
    public String publicUrl() {
        String url = settings.publicUrl();
        if (url == null) {
            String scheme = settings.gatewayOrDefault().certificate() == null ? "http" : "https";
            return scheme + "://localhost:" + gatewayPort();
        }
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /**
     * Beyond this machine only with TLS, or when somebody said that it need not be.
     *
     * @throws Failure that says which setting is missing
     */
    public void checkGateway() {
        GatewaySettings gateway = settings.gatewayOrDefault();
        if ((gateway.certificate() == null) != (gateway.key() == null)) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    "gateway: certificate and key belong together, and one of them is missing",
                    "Give both as PEM files, or none.");
        }
        if (!publicUrl().matches("https?://[^/?#]+")) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    "publicUrl: \"%s\" (expected: scheme, host and perhaps port)".formatted(publicUrl()),
                    "Give it as https://plinth.example.org.");
        }
        List<String> beyond = Objects.requireNonNullElse(gateway.addresses(), List.<String>of()).stream()
                .filter(address -> !LOOPBACK.contains(address))
                .toList();
        if (beyond.isEmpty()) {
            return;
        }
        if (settings.publicUrl() == null) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    "gateway.addresses: %s is not loopback, and there is no publicUrl".formatted(beyond),
                    "Say in publicUrl how the world reaches Plinth, as https://plinth.example.org.");
        }
        if (gateway.certificate() == null && !Boolean.TRUE.equals(gateway.insecureHttp())) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    "gateway.addresses: %s is not loopback, and there is no TLS".formatted(beyond),
                    "Give certificate and key; or, where something in front of it does TLS, --insecure-http.");
        }
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
                versions.put(engine.name(), engine.versionOf(connection(given)));
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

    /** @param declarations asked only when the core is there */
    public Supervisor supervisor(Declarations declarations) {
        List<Unit> units = new ArrayList<>();
        Map<String, EngineConnection> connections = new LinkedHashMap<>();
        List<StateFile.EngineInUse> inUse = new ArrayList<>();
        for (Engine engine : engines()) {
            EngineSettings given = settings.engine(engine.name());
            if (!needed.contains(engine.name())) {
                continue;
            }
            EngineConnection connection;
            if (given == null) {
                EngineHost host = host(engine);
                units.add(new EngineUnit(engine, host));
                connection = engine.connection(host);
            } else {
                connection = connection(given);
            }
            connections.put(engine.name(), connection);
            inUse.add(new StateFile.EngineInUse(
                    engine.name(),
                    versions.getOrDefault(engine.name(), engine.version()),
                    SettingsInForce.withoutPassword(connection.url()),
                    given == null));
        }
        EngineSettings prometheus = settings.engine("prometheus");
        if (prometheus != null && rooms.contains(Room.TELEMETRY)) {
            connections.put("prometheus", connection(prometheus));
        }
        CoreUnit.TelemetryIn telemetry = rooms.contains(Room.TELEMETRY)
                ? new CoreUnit.TelemetryIn(
                        otlpHttpPort(),
                        otlpGrpcPort(),
                        settings.telemetryOrDefault(),
                        inUse.stream().anyMatch(each -> each.bundled() && TELEMETRY_ENGINES.contains(each.name())))
                : null;
        units.add(new CoreUnit(
                program,
                base,
                data,
                java(),
                settings.coreOrDefault(),
                corePort(),
                publicUrl(),
                telemetry,
                connections));
        units.add(new GatewayUnit(
                program.resolve("gateway"),
                base,
                data,
                java(),
                settings.gatewayOrDefault(),
                gatewayPort(),
                gatewayManagementPort(),
                corePort(),
                publicUrl(),
                connections.get("kafka")));
        List<PlinthSettings.AppSettings> apps = Objects.requireNonNullElse(settings.apps(), List.of());
        AppUnit.forgetOthers(
                data, apps.stream().map(PlinthSettings.AppSettings::name).collect(Collectors.toSet()));
        String env = Objects.requireNonNullElse(settings.gatewayOrDefault().env(), "dev");
        String otlpUrl = telemetry == null ? null : "http://127.0.0.1:" + telemetry.httpPort();
        apps.forEach(app -> units.add(new AppUnit(app, base, data, publicUrl(), otlpUrl, env, declarations)));
        return new Supervisor(
                data,
                units,
                artifacts,
                new Supervisor.About(corePort(), publicUrl(), inUse, settingsInForce()),
                Clock.systemUTC());
    }

    private List<SettingsInForce.Setting> settingsInForce() {
        return SettingsInForce.of(
                settings,
                Map.of(
                        "data", data.root().toString(),
                        "publicUrl", publicUrl(),
                        "core.port", Integer.toString(corePort()),
                        "gateway.port", Integer.toString(gatewayPort()),
                        "gateway.managementPort", Integer.toString(gatewayManagementPort()),
                        "telemetry.httpPort", Integer.toString(otlpHttpPort()),
                        "telemetry.grpcPort", Integer.toString(otlpGrpcPort())));
    }
}
