// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.postgres;

import dev.plinth.engines.Artifact;
import dev.plinth.engines.ArtifactLock;
import dev.plinth.engines.ChildUser;
import dev.plinth.engines.Directories;
import dev.plinth.engines.Engine;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.EngineException;
import dev.plinth.engines.EngineHost;
import dev.plinth.engines.ProcessSpec;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.UserCache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.postgresql.util.PSQLState;

/**
 * PostgreSQL from the binaries of the zonky project: SCRAM, loopback only, no Unix socket, one superuser {@code plinth} with a generated
 * password, and a database {@code plinth}.
 */
public final class PostgresEngine implements Engine {
    /** Name of the superuser and of the database. */
    public static final String PLINTH = "plinth";

    private static final String MAJOR = "18";
    private static final int OLDEST_MAJOR = 16;
    private static final ArtifactLock LOCK = ArtifactLock.read(PostgresEngine.class, "postgres.lock");

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public String version() {
        return LOCK.artifacts().getFirst().version();
    }

    @Override
    public int defaultPort() {
        return 7432;
    }

    @Override
    public ArtifactLock artifacts() {
        return LOCK;
    }

    @Override
    public ProcessSpec prepare(EngineHost host) {
        Path data = host.directory().resolve("data");
        try {
            SecretFiles.privateDirectory(host.directory());
            Path binaries = unpacked(host);
            List<String> prefix = ChildUser.prefix(host.directory());
            if (!Files.exists(data)) {
                initialise(host, binaries, prefix, data);
            }
            refuseOtherVersion(data);
            List<String> command = new ArrayList<>();
            command.add(binaries.resolve("bin/postgres").toString());
            command.addAll(List.of("-D", data.toString(), "-p", Integer.toString(host.port())));
            for (String setting : settings()) {
                command.addAll(List.of("-c", setting));
            }
            return new ProcessSpec(
                    name(),
                    prefix,
                    command,
                    Map.of(),
                    host.directory(),
                    // fast shutdown; TERM would wait for the clients to leave
                    ProcessSpec.StopSignal.INT,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30),
                    ProcessSpec.Lifeline.DEATH_SIGNAL);
        } catch (IOException e) {
            throw new EngineException(
                    name(),
                    "Cannot write " + host.directory() + ": " + e.getMessage(),
                    "Check that the disk has room and that the directory belongs to you.",
                    e);
        }
    }

    private static List<String> settings() {
        return List.of(
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "wal_level=logical",
                "max_connections=100",
                "shared_buffers=64MB",
                "work_mem=4MB",
                "maintenance_work_mem=32MB",
                "max_wal_size=512MB",
                "timezone=UTC",
                "log_timezone=UTC",
                "password_encryption=scram-sha-256");
    }

    /** A folder per version of the binaries, so that a newer Plinth unpacks its own. */
    private Path unpacked(EngineHost host) throws IOException {
        Artifact artifact = LOCK.artifacts().getFirst();
        String version = artifact.version() + "-" + artifact.sha256().substring(0, 8);
        Path target = host.directory().resolve("binaries-" + version);
        if (!Files.exists(target)) {
            Path cache = UserCache.folder("postgres");
            Unpacking.unpack(
                    host.artifacts().files(LOCK).getFirst(),
                    target,
                    cache == null ? null : cache.resolve(version + ".tar"));
        }
        return target;
    }

    /** Works beside the final directory and renames at the end, so that a kill leaves nothing half. */
    private void initialise(EngineHost host, Path binaries, List<String> prefix, Path data) throws IOException {
        Path password = SecretFiles.ensure(passwordFile(host));
        Path fresh = host.directory().resolve("data.new");
        Directories.deleteRecursively(fresh);
        // initdb may run as somebody who cannot enter the directory of secrets
        Path passwordCopy = host.directory().resolve("initdb.password");
        SecretFiles.write(passwordCopy, SecretFiles.read(password));
        try {
            List<String> again = ChildUser.prefix(host.directory());
            run(
                    again,
                    binaries,
                    "initdb",
                    "",
                    List.of(
                            "-D",
                            fresh.toString(),
                            "-U",
                            PLINTH,
                            "-A",
                            "scram-sha-256",
                            "--pwfile",
                            passwordCopy.toString(),
                            "-E",
                            "UTF8",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--locale=C",
                            "--data-checksums"));
            run(
                    prefix,
                    binaries,
                    "postgres",
                    "create database " + PLINTH + ";\n",
                    List.of("--single", "-D", fresh.toString(), "postgres"));
        } finally {
            Files.deleteIfExists(passwordCopy);
        }
        Files.move(fresh, data);
    }

    private void run(List<String> prefix, Path binaries, String program, String input, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(binaries.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
        builder.environment().put("LANG", "C");
        builder.environment().put("TZ", "UTC");
        Process process = builder.start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new EngineException(
                        name(),
                        "%s failed with exit code %s:%n%s"
                                .formatted(program, process.isAlive() ? "none" : process.exitValue(), output.strip()),
                        "Check that the disk has room and that the directory belongs to you.");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new EngineException(name(), program + " was interrupted.", "Start again.", e);
        }
    }

    private void refuseOtherVersion(Path data) throws IOException {
        String found = Files.readString(data.resolve("PG_VERSION")).strip();
        if (!found.equals(MAJOR)) {
            throw new EngineException(
                    name(),
                    "The data in %s was written by PostgreSQL %s (expected: %s). Nothing was changed."
                            .formatted(data, found, MAJOR),
                    "Start the Plinth that wrote it, run plinth backup, and plinth restore into an empty data directory of this"
                            + " one; or run your own PostgreSQL " + found + " on it and give its URL in plinth.yaml.");
        }
    }

    private static Path passwordFile(EngineHost host) {
        return host.secrets().resolve("postgres.password");
    }

    @Override
    public EngineConnection connection(EngineHost host) {
        return new EngineConnection(
                "jdbc:postgresql://127.0.0.1:" + host.port() + "/" + PLINTH, PLINTH, passwordFile(host));
    }

    @Override
    public void check(EngineConnection connection) {
        try (Connection open = open(connection)) {
            int major = open.getMetaData().getDatabaseMajorVersion();
            if (major < OLDEST_MAJOR) {
                throw new EngineException(
                        name(),
                        "%s is PostgreSQL %d (expected: at least %d).".formatted(connection.url(), major, OLDEST_MAJOR),
                        "Upgrade it, or give no URL and let Plinth start its own.");
            }
            open.createStatement().execute("select 1");
        } catch (SQLException e) {
            throw explained(connection, e);
        }
    }

    @Override
    public String versionOf(EngineConnection connection) {
        try (Connection open = open(connection)) {
            // some builds say more behind a space
            return open.getMetaData().getDatabaseProductVersion().split(" ", 2)[0];
        } catch (SQLException e) {
            throw explained(connection, e);
        }
    }

    private static Connection open(EngineConnection connection) throws SQLException {
        Properties properties = new Properties();
        if (connection.username() != null) {
            properties.setProperty("user", connection.username());
        }
        if (connection.passwordFile() != null) {
            properties.setProperty("password", SecretFiles.read(connection.passwordFile()));
        }
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("socketTimeout", "5");
        properties.setProperty("loginTimeout", "5");
        return DriverManager.getConnection(connection.url(), properties);
    }

    private EngineException explained(EngineConnection connection, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (state.equals("28P01")
                || state.equals("28000")
                || PSQLState.CONNECTION_REJECTED.getState().equals(state)) {
            return new EngineException(
                    name(),
                    "%s does not accept the password of %s: %s"
                            .formatted(connection.url(), connection.username(), e.getMessage()),
                    "Check engines.postgres.username and the file engines.postgres.passwordFile in plinth.yaml.",
                    e);
        }
        return new EngineException(
                name(),
                "%s does not answer: %s".formatted(connection.url(), e.getMessage()),
                "Check engines.postgres.url in plinth.yaml, and that the database runs.",
                e);
    }
}
