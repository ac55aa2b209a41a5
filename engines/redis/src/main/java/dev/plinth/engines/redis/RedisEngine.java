// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.redis;

import dev.plinth.engines.Artifact;
import dev.plinth.engines.ArtifactLock;
import dev.plinth.engines.Engine;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.EngineException;
import dev.plinth.engines.EngineHost;
import dev.plinth.engines.Platform;
import dev.plinth.engines.ProcessSpec;
import dev.plinth.engines.SecretFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Redis from the static binary of the signal project: loopback only, an ACL with the one user {@code plinth}, every write in the
 * append-only file before it is acknowledged to have happened, synced once a second.
 */
public final class RedisEngine implements Engine {
    private static final String PLINTH = "plinth";
    private static final String REDIS = "7.0.15";
    private static final ArtifactLock LOCK = ArtifactLock.read(RedisEngine.class, "redis.lock");

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public String version() {
        return REDIS;
    }

    @Override
    public int defaultPort() {
        return 7379;
    }

    @Override
    public ArtifactLock artifacts() {
        return LOCK;
    }

    @Override
    public ProcessSpec prepare(EngineHost host) {
        try {
            Path directory = SecretFiles.privateDirectory(host.directory());
            Path data = SecretFiles.privateDirectory(directory.resolve("data"));
            Path binary = unpacked(host);
            String password = SecretFiles.read(SecretFiles.ensure(passwordFile(host)));
            Path users = directory.resolve("users.acl");
            SecretFiles.write(
                    users,
                    "user default off\nuser " + PLINTH + " on #" + sha256(password) + " ~* &* +@all\n" + others(users));
            Path configuration = directory.resolve("redis.conf");
            SecretFiles.write(configuration, """
                    bind 127.0.0.1
                    port %d
                    protected-mode yes
                    daemonize no
                    dir "%s"
                    aclfile "%s"
                    appendonly yes
                    appendfsync everysec
                    save ""
                    maxmemory-policy noeviction
                    """.formatted(host.port(), data, users));
            return new ProcessSpec(
                    name(),
                    List.of(),
                    List.of(binary.toString(), configuration.toString()),
                    Map.of(),
                    directory,
                    ProcessSpec.StopSignal.TERM,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(20),
                    ProcessSpec.Lifeline.DEATH_SIGNAL);
        } catch (IOException e) {
            throw new EngineException(
                    name(),
                    "Cannot write " + host.directory() + ": " + e.getMessage(),
                    "Check that the disk has room and that the directory belongs to you.",
                    e);
        }
    }

    /** Users that were made while it ran; they must be there again before their apps come back. */
    private static String others(Path users) throws IOException {
        if (!Files.exists(users)) {
            return "";
        }
        try (Stream<String> lines = Files.lines(users)) {
            return lines.filter(line -> line.startsWith("user "))
                    .filter(line -> !line.startsWith("user default ") && !line.startsWith("user " + PLINTH + " "))
                    .map(line -> line + "\n")
                    .collect(Collectors.joining());
        }
    }

    private Path unpacked(EngineHost host) throws IOException {
        Artifact artifact = LOCK.artifacts().getFirst();
        Path binary = host.directory()
                .resolve("redis-server-" + REDIS + "-" + artifact.sha256().substring(0, 8));
        if (Files.exists(binary)) {
            return binary;
        }
        String wanted = "redis-server-" + REDIS + "-" + Platform.current().replace("macos", "darwin");
        try (ZipFile jar = new ZipFile(host.artifacts().files(LOCK).getFirst().toFile())) {
            ZipEntry entry = jar.stream()
                    .filter(candidate -> candidate.getName().endsWith(wanted))
                    .findFirst()
                    .orElseThrow(() -> new EngineException(
                            name(),
                            "There is no bundled Redis for " + Platform.current() + ".",
                            "Give the URL of one of yours in plinth.yaml."));
            Path temporary = binary.resolveSibling(binary.getFileName() + ".unpacking");
            try (InputStream in = jar.getInputStream(entry)) {
                Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));
            Files.move(temporary, binary, StandardCopyOption.ATOMIC_MOVE);
        }
        return binary;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static Path passwordFile(EngineHost host) {
        return host.secrets().resolve("redis.password");
    }

    @Override
    public EngineConnection connection(EngineHost host) {
        return new EngineConnection("redis://127.0.0.1:" + host.port(), PLINTH, passwordFile(host));
    }

    @Override
    public void check(EngineConnection connection) {
        try (RespConnection redis = open(connection)) {
            String answer = redis.command("PING");
            if (!answer.equals("+PONG")) {
                throw new EngineException(
                        name(),
                        "%s answers PING with %s (expected: +PONG).".formatted(connection.url(), answer),
                        answer.startsWith("-LOADING")
                                ? "It is still reading its data; wait."
                                : "Check its ACL and its log.");
            }
        } catch (IOException e) {
            throw explained(connection, e);
        }
    }

    @Override
    public String versionOf(EngineConnection connection) {
        try (RespConnection redis = open(connection)) {
            return redis.bulk("INFO", "server")
                    .lines()
                    .filter(line -> line.startsWith("redis_version:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw explained(connection, e);
        }
    }

    /** Signed in. */
    private RespConnection open(EngineConnection connection) throws IOException {
        URI uri = URI.create(connection.url());
        RespConnection redis = RespConnection.open(uri.getHost(), uri.getPort() < 0 ? 6379 : uri.getPort());
        try {
            if (connection.passwordFile() != null) {
                String user = connection.username() == null ? "default" : connection.username();
                String answer = redis.command("AUTH", user, SecretFiles.read(connection.passwordFile()));
                if (answer.startsWith("-")) {
                    throw new EngineException(
                            name(),
                            "%s does not accept the password of %s: %s"
                                    .formatted(connection.url(), user, answer.substring(1)),
                            "Check engines.redis.username and the file engines.redis.passwordFile in plinth.yaml.");
                }
            }
            return redis;
        } catch (IOException | EngineException e) {
            redis.close();
            throw e;
        }
    }

    private EngineException explained(EngineConnection connection, IOException e) {
        return new EngineException(
                name(),
                "%s does not answer: %s".formatted(connection.url(), e.getMessage()),
                "Check engines.redis.url in plinth.yaml, and that Redis runs.",
                e);
    }
}
