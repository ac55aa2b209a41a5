// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.PlinthSettings.CoreSettings;
import dev.plinth.cli.settings.PlinthSettings.TelemetrySettings;
import dev.plinth.engines.AotCache;
import dev.plinth.engines.ArtifactLock;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.EngineException;
import dev.plinth.engines.JavaCommand;
import dev.plinth.engines.ProcessSpec;
import dev.plinth.engines.SecretFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The control plane: a JVM on the jars that the build left in {@code core/server/target}. */
final class CoreUnit implements Unit {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final String HEAP = "768m";
    /** Of a core that takes telemetry in, and of one that does not. */
    private static final int YOUNG_MEGABYTES = 64;

    private static final int YOUNG_MEGABYTES_WITHOUT_TELEMETRY = 24;

    /** About what it has once it runs: each time that it outgrows a smaller one, the whole heap is collected. */
    private static final String METASPACE = "-XX:MetaspaceSize=160m";

    private final Path program;
    private final DataDirectory data;
    private final Path java;
    private final int port;
    private final CoreSettings settings;
    private final Path base;
    private final String publicUrl;
    private final @Nullable TelemetryIn telemetry;
    private final Map<String, EngineConnection> engines;
    private @Nullable HttpClient http;

    /**
     * Where telemetry comes in.
     *
     * @param settings what the core does of itself where they say nothing
     * @param enginesAreHere whether what comes in ends on the disk of this installation
     */
    record TelemetryIn(int httpPort, int grpcPort, TelemetrySettings settings, boolean enginesAreHere) {
        List<Integer> ports() {
            Integer syslogPort = settings.syslogPort();
            return syslogPort == null ? List.of(httpPort, grpcPort) : List.of(httpPort, grpcPort, syslogPort);
        }
    }

    /**
     * A core.
     *
     * @param base what relative paths in the settings are relative to
     * @param telemetry null when the room telemetry is not to run
     */
    CoreUnit(
            Path program,
            Path base,
            DataDirectory data,
            Path java,
            CoreSettings settings,
            int port,
            String publicUrl,
            @Nullable TelemetryIn telemetry,
            Map<String, EngineConnection> engines) {
        this.program = program;
        this.data = data;
        this.java = java;
        this.port = port;
        this.settings = settings;
        this.base = base;
        this.publicUrl = publicUrl;
        this.telemetry = telemetry;
        this.engines = new TreeMap<>(engines);
    }

    @Override
    public String name() {
        return "core";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public List<Integer> ports() {
        List<Integer> ports = new ArrayList<>(List.of(port));
        if (telemetry != null) {
            ports.addAll(telemetry.ports());
        }
        return ports;
    }

    /** It waits for its database itself, and meanwhile has begun; the others it can do without for a while. */
    @Override
    public Set<String> after() {
        return Set.of();
    }

    @Override
    public ArtifactLock artifacts() {
        return new ArtifactLock(List.of());
    }

    @Override
    public ProcessSpec prepare() {
        try {
            Path directory = SecretFiles.privateDirectory(data.of(name()));
            SecretFiles.ensure(data.localToken());
            Path configuration = directory.resolve("core.properties");
            SecretFiles.write(configuration, configuration());
            List<String> command = new JavaCommand(
                            java,
                            Objects.requireNonNullElse(settings.heap(), HEAP),
                            BuiltJars.in(program.resolve(name()), name()),
                            "dev.plinth.core.PlinthCore")
                    .youngGeneration(telemetry == null ? YOUNG_MEGABYTES_WITHOUT_TELEMETRY : YOUNG_MEGABYTES)
                    .option(METASPACE)
                    .build(
                            directory,
                            data.aotCache(name()),
                            List.of("--spring.config.additional-location=file:" + configuration));
            return new ProcessSpec(
                    name(),
                    List.of(),
                    command,
                    Map.of(),
                    directory,
                    ProcessSpec.StopSignal.TERM,
                    Duration.ofSeconds(90),
                    Duration.ofSeconds(35),
                    ProcessSpec.Lifeline.STANDARD_INPUT);
        } catch (IOException e) {
            throw new EngineException(
                    name(),
                    "Cannot write " + data.of(name()) + ": " + e.getMessage(),
                    "Check that the disk has room and that the directory belongs to you.",
                    e);
        }
    }

    private static void put(Map<String, String> properties, String name, @Nullable Integer value, String unit) {
        if (value != null) {
            properties.put("plinth.telemetry." + name, value + unit);
        }
    }

    /** Names files that hold secrets, and no secret. */
    private String configuration() {
        Map<String, String> properties = new TreeMap<>();
        properties.put("server.port", Integer.toString(port));
        properties.put("server.address", "127.0.0.1");
        properties.put("plinth.identity.public-url", publicUrl);
        properties.put("plinth.system.state-file", data.stateFile().toString());
        properties.put("plinth.console.directory", program.resolve("console").toString());
        properties.put("plinth.maven.directory", program.resolve("maven").toString());
        Path masterKey = settings.masterKeyFile();
        properties.put(
                "plinth.secrets.master-key-file",
                (masterKey == null ? data.secrets().resolve("master.key") : base.resolve(masterKey)).toString());
        if (settings.url() != null) {
            properties.put("plinth.cluster.url", settings.url());
        }
        properties.put("plinth.access.local-token-file", data.localToken().toString());
        properties.put("plinth.access.credentials-directory", data.credentials().toString());
        properties.put("plinth.telemetry.enabled", Boolean.toString(telemetry != null));
        if (telemetry != null) {
            properties.put("plinth.telemetry.http-port", Integer.toString(telemetry.httpPort()));
            properties.put("plinth.telemetry.grpc-port", Integer.toString(telemetry.grpcPort()));
            if (telemetry.enginesAreHere()) {
                properties.put("plinth.telemetry.data-directory", data.root().toString());
            }
            TelemetrySettings given = telemetry.settings();
            put(properties, "syslog-port", given.syslogPort(), "");
            put(properties, "retention", given.retentionDays(), "d");
            put(properties, "metrics.retention", given.metricsRetentionDays(), "d");
            put(properties, "metrics.retention-size", given.metricsRetentionMegabytes(), "MB");
            put(properties, "alerts.retention", given.alertsRetentionDays(), "d");
        }
        engines.forEach((name, connection) -> {
            properties.put("plinth.engines." + name + ".url", connection.url());
            if (connection.username() != null) {
                properties.put("plinth.engines." + name + ".username", connection.username());
            }
            if (connection.passwordFile() != null) {
                properties.put(
                        "plinth.engines." + name + ".password-file",
                        Objects.requireNonNull(connection.passwordFile())
                                .toAbsolutePath()
                                .toString());
            }
        });
        return properties.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\") + "\n")
                .collect(Collectors.joining());
    }

    @Override
    public void check() {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/actuator/health/liveness"))
                .timeout(TIMEOUT)
                .build();
        try {
            HttpResponse<Void> answer = client().send(request, HttpResponse.BodyHandlers.discarding());
            if (answer.statusCode() != 200) {
                throw new EngineException(
                        name(), "its health is " + answer.statusCode() + " (expected: 200)", "Look at its log.");
            }
        } catch (IOException e) {
            throw new EngineException(name(), "it does not answer on port " + port, "Look at its log.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(name(), "interrupted", "Try again.", e);
        }
    }

    private synchronized HttpClient client() {
        HttpClient existing = http;
        if (existing == null) {
            existing = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build();
            http = existing;
        }
        return existing;
    }

    @Override
    public AotCache aotCache() {
        return data.aotCache(name());
    }
}
