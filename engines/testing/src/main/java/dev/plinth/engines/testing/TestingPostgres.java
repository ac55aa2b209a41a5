// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.testing;

import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.postgres.PostgresEngine;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One PostgreSQL per test JVM, with a fresh database for whoever asks. It stops with the JVM. */
public final class TestingPostgres {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable TestingEngine running;

    private TestingPostgres() {}

    /** The PostgreSQL of this JVM, started at the first call. */
    public static synchronized TestingEngine engine() {
        if (running == null) {
            running = TestingEngine.untilExit(new PostgresEngine());
            outliveProcessesOnly(running.connection());
        }
        return running;
    }

    /** What was acknowledged stays when a process is killed, as tests do; for a loss of power they need not wait. */
    private static void outliveProcessesOnly(EngineConnection connection) {
        execute(connection, "alter system set fsync = off", "select pg_reload_conf()");
    }

    private static void execute(EngineConnection to, String... statements) {
        String password = SecretFiles.read(Objects.requireNonNull(to.passwordFile()));
        for (String each : statements) {
            try (Connection connection = DriverManager.getConnection(to.url(), to.username(), password)) {
                connection.createStatement().execute(each);
            } catch (SQLException e) {
                throw new IllegalStateException("Cannot " + each, e);
            }
        }
    }

    /** An empty database of its own. */
    public static EngineConnection freshDatabase() {
        EngineConnection main = engine().connection();
        String name = "test_" + DATABASES.incrementAndGet();
        execute(main, "create database " + name);
        return new EngineConnection(main.url().replaceAll("/[^/]*$", "/" + name), main.username(), main.passwordFile());
    }
}
