// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.PlinthSettings.GatewaySettings;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The gateway: a JVM of its own, which serves on while the core is down. */
final class GatewayUnit implements Unit {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final String MAX_DIRECT_MEMORY = "-XX:MaxDirectMemorySize=256m";

    /** Nearly all it makes is garbage a moment later: with room for it, collections are seldom and find little to copy. */
    private static final int YOUNG_MEGABYTES = 32;

    private final Path program;
    private final Path base;
    private final DataDirectory data;
    private final Path java;
    private final GatewaySettings settings;
    private final int port;
    private final int managementPort;
    private final int corePort;
    private final String publicUrl;
    private final @Nullable EngineConnection kafka;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /** @param kafka for the access log; null to keep none */
    GatewayUnit(
            Path program,
            Path base,
            DataDirectory data,
            Path java,
            GatewaySettings settings,
            int port,
            int managementPort,
            int corePort,
            String publicUrl,
            @Nullable EngineConnection kafka) {
        this.program = program;
        this.base = base;
        this.data = data;
        this.java = java;
        this.settings = settings;
        this.port = port;
        this.managementPort = managementPort;
        this.corePort = corePort;
        this.publicUrl = publicUrl;
        this.kafka = kafka;
    }

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public int port() {
        return port;
    }

    /** It waits for the core itself, and with a snapshot of an earlier run it does not need to. */
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
            SecretFiles.privateDirectory(data.credentials());
            SecretFiles.ensure(credential());
            Path configuration = directory.resolve("gateway.properties");
            SecretFiles.write(configuration, configuration(directory));
            JavaCommand command = new JavaCommand(
                            java,
                            settings.heap() == null ? "128m" : settings.heap(),
                            BuiltJars.in(program, name()),
                            "dev.plinth.gateway.Gateway")
                    .option(MAX_DIRECT_MEMORY)
                    .youngGeneration(YOUNG_MEGABYTES);
            return new ProcessSpec(
                    name(),
                    List.of(),
                    command.build(directory, data.aotCache(name()), List.of(configuration.toString())),
                    Map.of(),
                    directory,
                    ProcessSpec.StopSignal.TERM,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30),
                    ProcessSpec.Lifeline.STANDARD_INPUT);
        } catch (IOException e) {
            throw new EngineException(
                    name(),
                    "Cannot write " + data.of(name()) + ": " + e.getMessage(),
                    "Check that the disk has room and that the directory belongs to you.",
                    e);
        }
    }

    private Path credential() {
        return data.credentials().resolve("gateway.token");
    }

    /** Names files that hold secrets, and no secret. */
    private String configuration(Path directory) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("env", Objects.requireNonNullElse(settings.env(), "dev"));
        properties.put("public-url", publicUrl);
        properties.put(
                "addresses",
                String.join(",", Objects.requireNonNullElse(settings.addresses(), List.of("127.0.0.1", "::1"))));
        properties.put("port", Integer.toString(port));
        properties.put("management-port", Integer.toString(managementPort));
        properties.put("core-url", "http://127.0.0.1:" + corePort);
        properties.put("credential-file", credential().toString());
        properties.put("directory", directory.toString());
        if (settings.certificate() != null && settings.key() != null) {
            properties.put(
                    "tls.certificate", base.resolve(settings.certificate()).toString());
            properties.put("tls.key", base.resolve(settings.key()).toString());
        }
        EngineConnection broker = kafka;
        if (broker != null) {
            properties.put("kafka.url", broker.url());
            if (broker.username() != null && broker.passwordFile() != null) {
                properties.put("kafka.username", broker.username());
                properties.put(
                        "kafka.password-file",
                        broker.passwordFile().toAbsolutePath().toString());
            }
        }
        return properties.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\") + "\n")
                .collect(Collectors.joining());
    }

    /** Well once it knows the routes, from the core or from its snapshot; also while the core is away. */
    @Override
    public void check() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/health"))
                .timeout(TIMEOUT)
                .build();
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new EngineException(
                        name(), "it has no routes yet, as it has not reached the core", "Look at plinth logs core.");
            }
        } catch (IOException e) {
            throw new EngineException(
                    name(), "it does not answer on its management port " + managementPort, "Look at its log.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(name(), "interrupted", "Try again.", e);
        }
    }

    @Override
    public AotCache aotCache() {
        return data.aotCache(name());
    }
}
