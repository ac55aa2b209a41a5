// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.opensearch;

import dev.plinth.engines.ArtifactLock;
import dev.plinth.engines.Engine;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.EngineException;
import dev.plinth.engines.EngineHost;
import dev.plinth.engines.JavaCommand;
import dev.plinth.engines.OwnJar;
import dev.plinth.engines.ProcessSpec;
import dev.plinth.engines.SecretFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * OpenSearch as one node that talks HTTP on loopback, asks for a password (a small plug-in of ours), and has no transport port at all.
 */
public final class OpenSearchEngine implements Engine {
    /** Name of the one user. */
    public static final String PLINTH = "plinth";

    private static final Pattern VERSION_NUMBER = Pattern.compile("\"number\"\\s*:\\s*\"([^\"]+)\"");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** By name: its superclasses are not on the class path of this process. */
    private static final String NODE = "dev.plinth.engines.opensearch.OpenSearchNode";

    private static final ArtifactLock LOCK = ArtifactLock.read(OpenSearchEngine.class, "opensearch.lock");

    private @Nullable HttpClient http;

    @Override
    public String name() {
        return "opensearch";
    }

    @Override
    public String version() {
        return LOCK.artifacts().stream()
                .filter(artifact -> artifact.artifactId().equals("opensearch"))
                .findFirst()
                .orElseThrow()
                .version();
    }

    @Override
    public int defaultPort() {
        return 7200;
    }

    @Override
    public ArtifactLock artifacts() {
        return LOCK;
    }

    @Override
    public ProcessSpec prepare(EngineHost host) {
        try {
            Path directory = SecretFiles.privateDirectory(host.directory());
            SecretFiles.privateDirectory(directory.resolve("config"));
            Path passwordFile = SecretFiles.ensure(passwordFile(host));
            Path logging = directory.resolve("log4j2.properties");
            Files.writeString(logging, LOGGING);
            List<Path> classPath = new ArrayList<>(OwnJar.of(OpenSearchEngine.class, Engine.class));
            classPath.addAll(host.artifacts().files(LOCK));
            List<String> command = new JavaCommand(host.java(), "256m", classPath, NODE)
                    .option("-Dlog4j2.configurationFile=" + logging)
                    .option("-Dlog4j2.disableJmx=true")
                    .option("-Dio.netty.noUnsafe=true")
                    .option("-Dio.netty.allocator.numDirectArenas=0")
                    .option("-Djava.awt.headless=true")
                    .build(
                            directory,
                            host.aotCache(),
                            List.of(directory.toString(), Integer.toString(host.port()), passwordFile.toString()));
            return new ProcessSpec(
                    name(),
                    List.of(),
                    command,
                    Map.of(),
                    directory,
                    ProcessSpec.StopSignal.TERM,
                    Duration.ofSeconds(120),
                    Duration.ofSeconds(30),
                    ProcessSpec.Lifeline.STANDARD_INPUT);
        } catch (IOException e) {
            throw new EngineException(
                    name(),
                    "Cannot write " + host.directory() + ": " + e.getMessage(),
                    "Check that the disk has room and that the directory belongs to you.",
                    e);
        }
    }

    private static final String LOGGING = """
            status=error
            appender.stdout.type=Console
            appender.stdout.name=stdout
            appender.stdout.layout.type=PatternLayout
            appender.stdout.layout.pattern=%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX}{UTC} %p %c{1} %m%n
            rootLogger.level=warn
            rootLogger.appenderRef.stdout.ref=stdout
            logger.node.name=org.opensearch.node
            logger.node.level=info
            logger.deprecation.name=org.opensearch.deprecation
            logger.deprecation.level=error
            """;

    private static Path passwordFile(EngineHost host) {
        return host.secrets().resolve("opensearch.password");
    }

    @Override
    public EngineConnection connection(EngineHost host) {
        return new EngineConnection("http://127.0.0.1:" + host.port(), PLINTH, passwordFile(host));
    }

    @Override
    public void check(EngineConnection connection) {
        ask(connection, "/_cluster/health?wait_for_status=yellow&timeout=3s");
    }

    @Override
    public String versionOf(EngineConnection connection) {
        Matcher number = VERSION_NUMBER.matcher(ask(connection, "/"));
        return number.find() ? number.group(1) : "";
    }

    private String ask(EngineConnection connection, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(connection.url()).resolve(path))
                .timeout(TIMEOUT);
        if (connection.username() != null && connection.passwordFile() != null) {
            request.header("Authorization", basic(connection.username(), SecretFiles.read(connection.passwordFile())));
        }
        try {
            HttpResponse<String> answer = client().send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 401 || answer.statusCode() == 403) {
                throw new EngineException(
                        name(),
                        "%s does not accept the password of %s.".formatted(connection.url(), connection.username()),
                        "Check engines.opensearch.username and the file engines.opensearch.passwordFile in plinth.yaml.");
            }
            if (answer.statusCode() != 200) {
                throw new EngineException(
                        name(),
                        "%s answers with status %d (expected: 200 and a health of at least yellow): %s"
                                .formatted(connection.url(), answer.statusCode(), shortened(answer.body())),
                        "Look at its log.");
            }
            return answer.body();
        } catch (IOException e) {
            throw new EngineException(
                    name(),
                    "%s does not answer: %s".formatted(connection.url(), e),
                    "Check engines.opensearch.url in plinth.yaml, and that OpenSearch runs.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(name(), "Interrupted.", "Try again.", e);
        }
    }

    private synchronized HttpClient client() {
        if (http == null) {
            http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build();
        }
        return http;
    }

    static String basic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static String shortened(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }
}
