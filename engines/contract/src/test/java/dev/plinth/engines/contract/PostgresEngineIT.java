// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.engines.Engine;
import dev.plinth.engines.EngineException;
import dev.plinth.engines.EngineHost;
import dev.plinth.engines.postgres.PostgresEngine;
import dev.plinth.engines.testing.TestingEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresEngineIT extends EngineContract {
    private final PostgresEngine engine = new PostgresEngine();

    @Override
    Engine engine() {
        return engine;
    }

    private Connection connect() throws Exception {
        return DriverManager.getConnection(running.connection().url(), "plinth", password());
    }

    @Override
    void write(String key, String value) throws Exception {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("create table if not exists kept (key text primary key, value text)");
            try (var insert = connection.prepareStatement("insert into kept values (?, ?)")) {
                insert.setString(1, key);
                insert.setString(2, value);
                insert.executeUpdate();
            }
        }
    }

    @Override
    String read(String key) throws Exception {
        try (Connection connection = connect();
                var select = connection.prepareStatement("select value from kept where key = ?")) {
            select.setString(1, key);
            ResultSet row = select.executeQuery();
            return row.next() ? row.getString(1) : "";
        }
    }

    @Test
    void data_of_another_version_is_refused_and_left_alone(@TempDir Path other) throws Exception {
        Path data = Files.createDirectories(other.resolve("postgres/data"));
        Files.writeString(data.resolve("PG_VERSION"), "19\n");
        EngineHost real = running.host();
        EngineHost host = new EngineHost(
                other.resolve("postgres"), other.resolve("secrets"), 1, real.java(), real.artifacts(), real.aotCache());

        assertThatThrownBy(() -> engine.prepare(host))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("was written by PostgreSQL 19 (expected: 18)")
                .extracting(e -> ((EngineException) e).action())
                .asString()
                .contains("plinth backup");
        assertThat(Files.readString(data.resolve("PG_VERSION"))).isEqualTo("19\n");
    }

    @Test
    void an_initialisation_that_was_killed_is_done_again(@TempDir Path fresh) throws Exception {
        Files.createDirectories(fresh.resolve("postgres/data.new/base"));
        Files.writeString(fresh.resolve("postgres/data.new/PG_VERSION"), "18\n");
        try (TestingEngine again = new TestingEngine(engine, fresh)) {
            assertThat(again.process().isAlive()).isTrue();
        }
    }
}
