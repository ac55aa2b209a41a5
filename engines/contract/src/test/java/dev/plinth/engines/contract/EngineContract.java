// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.engines.Engine;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.EngineException;
import dev.plinth.engines.Ports;
import dev.plinth.engines.ProcessSpec;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.testing.TestingEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What every engine keeps, whichever it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EngineContract {
    Path directory;

    TestingEngine running;

    abstract Engine engine();

    /** Writes something that the engine acknowledges. */
    abstract void write(String key, String value) throws Exception;

    abstract String read(String key) throws Exception;

    @BeforeAll
    void start(@TempDir Path directory) {
        this.directory = directory;
        running = new TestingEngine(engine(), directory);
    }

    @AfterAll
    void stop() {
        running.close();
        assertThat(running.process().isAlive()).isFalse();
    }

    @Test
    void what_it_acknowledged_survives_a_kill() throws Exception {
        write("before", "the kill");
        running.killAndRestart();
        assertThat(read("before")).isEqualTo("the kill");
    }

    @Test
    void preparing_again_changes_nothing_but_is_allowed() {
        String password = password();
        ProcessSpec first = engine().prepare(running.host());
        ProcessSpec second = engine().prepare(running.host());
        assertThat(second).isEqualTo(first);
        assertThat(password()).isEqualTo(password);
    }

    @Test
    void it_tells_its_version_unless_its_protocol_has_no_word_for_it() {
        String told = engine().versionOf(running.connection());
        // the artifact of PostgreSQL 18.6 is numbered 18.6.0
        assertThat(engine().version()).startsWith(told);
        assertThat(told.isEmpty()).isEqualTo(engine().name().equals("kafka"));
    }

    @Test
    void a_wrong_password_is_named_as_such() throws IOException {
        Path wrong = Files.writeString(directory.resolve("wrong.password"), "not it\n");
        EngineConnection connection = new EngineConnection(
                running.connection().url(), running.connection().username(), wrong);
        assertThatThrownBy(() -> engine().check(connection))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("does not accept the password of plinth");
    }

    @Test
    void an_address_where_nobody_listens_is_named_as_such() {
        String dead = running.connection().url().replace(":" + running.port(), ":" + Ports.anyFree());
        EngineConnection connection = new EngineConnection(
                dead, running.connection().username(), running.connection().passwordFile());
        assertThatThrownBy(() -> engine().check(connection))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(dead)
                .hasMessageContaining("does not answer");
    }

    @Test
    void the_password_is_in_no_argument_and_no_environment_variable() throws IOException {
        Path proc = Path.of("/proc", Long.toString(running.process().pid()));
        assertThat(Files.readString(proc.resolve("cmdline"))).doesNotContain(password());
        assertThat(new String(
                        Files.readAllBytes(proc.resolve("environ")), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain(password());
    }

    @Test
    void files_with_the_password_are_for_their_owner_only() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.size(file) < 100_000
                        && new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
                                .contains(password())) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as(file.toString())
                            .isEqualTo("rw-------");
                }
            }
        }
    }

    @Test
    void it_listens_on_loopback_only() throws IOException {
        assertThat(Ports.isFree(running.port())).isFalse();
        assertThat(Listening.addressesOf(running.process().pid()))
                .isNotEmpty()
                .allMatch(address -> address.startsWith("127.0.0.1:"), "on loopback");
    }

    String password() {
        return SecretFiles.read(Objects.requireNonNull(running.connection().passwordFile()));
    }
}
