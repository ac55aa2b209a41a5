// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.testing;

import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.postgres.PostgresEngine;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One PostgreSQL for all tests, with a fresh database for whoever asks. None of them may kill it. */
public final class TestingPostgres {
    /** Names the directory of a run of tests, whose JVMs share one. A JVM that is of no run has its own. */
    private static final String RUN_VARIABLE = "PLINTH_TEST_ENGINES";

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable EngineConnection running;

    private TestingPostgres() {}

    private static synchronized EngineConnection connection() {
        if (running == null) {
            String run = System.getenv(RUN_VARIABLE);
            running = run == null || run.isBlank()
                    ? TestingEngine.untilExit(new PostgresEngine()).connection()
                    : PostgresOfRun.connection(Path.of(run));
            outliveProcessesOnly(running);
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
        EngineConnection main = connection();
        String name = "test_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
        execute(main, "create database " + name);
        return new EngineConnection(main.url().replaceAll("/[^/]*$", "/" + name), main.username(), main.passwordFile());
    }
}
