// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
    @TempDir
    Path directory;

    private PlinthSettings read(String yaml) throws IOException {
        Path file = directory.resolve("plinth.yaml");
        Files.writeString(file, yaml);
        return SettingsFile.read(file);
    }

    @Test
    void everything_can_be_said() throws IOException {
        Path password = Files.writeString(directory.resolve("pg.password"), "x\n");
        PlinthSettings settings = read("""
                data: /var/lib/plinth
                portOffset: 100
                only: [config, identity]
                engines:
                  postgres:
                    url: jdbc:postgresql://db:5432/plinth
                    username: me
                    passwordFile: %s
                artifacts: {mirror: "http://mirror/maven", offline: true}
                core: {heap: 512m, port: 7171}
                apps:
                  - name: orders
                    command: [java, -jar, orders.jar]
                    environment: {A: b}
                    port: 9000
                """.formatted(password));
        assertThat(settings.portOffsetOrDefault()).isEqualTo(100);
        assertThat(settings.only()).containsExactly("config", "identity");
        assertThat(settings.engine("postgres"))
                .isNotNull()
                .extracting("username")
                .isEqualTo("me");
        assertThat(settings.engine("redis")).isNull();
        assertThat(settings.apps()).singleElement().extracting("port").isEqualTo(9000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "portOffset: 3\n"})
    void all_of_it_can_be_left_out(String yaml) throws IOException {
        assertThat(read(yaml).data()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "portofset: 1                       | line 1           | portofset: unknown setting (expected: one of apps, artifacts, core",
                "portOffset: many                   | line 1           | portOffset: not usable (expected: a whole number)",
                "telemetry: {retentionDays: 0}      | plinth.yaml      | telemetry.retentionDays: 0 (expected: 1 to 3650)",
                "portOffset: -1                     | plinth.yaml      | portOffset: -1 (expected: 0 to 50000)",
                "engines: {mysql: {url: x}}         | plinth.yaml      | engines: mysql (expected: one of [kafka, opensearch, postgres, prometheus, redis])",
                "engines: {redis: {username: x}}    | plinth.yaml      | engines.redis.url: nothing (expected: the engine's URL)",
                "engines: {redis: {url: x, passwordFile: /nowhere}} | plinth.yaml | engines.redis.passwordFile: /nowhere (expected: a file that this user can read)",
                "apps: [{command: [x]}]             | plinth.yaml      | apps[0].name: nothing (expected: 1 to 31 of a-z, 0-9 and -)",
                "apps: [{name: Big, command: [x]}]  | plinth.yaml      | apps[0].name: Big (expected: 1 to 31",
                "apps: [{name: a}]                  | plinth.yaml      | apps[0].command: nothing",
                "only: {a: b}                       | line 1           | only: not usable (expected: a list)",
                "core: {hepa: 1g}                   | line 1           | core.hepa: unknown setting (expected: one of heap, masterKeyFile, port, url)",
                "a: [b                              | line 1           | expected",
            })
    void what_is_wrong_is_said_with_place_field_and_what_would_be_right(String yaml, String where, String what) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                .hasMessageContaining(where)
                .hasMessageContaining(what);
    }

    @Test
    void the_line_is_that_of_the_setting_and_not_of_what_follows() {
        assertThatThrownBy(() -> read("portOffset: 1\n\ncore:\n  hepa: 1\n\n\nonly: []\n"))
                .hasMessageContaining("line 4: core.hepa");
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        assertThatThrownBy(() -> SettingsFile.read(directory.resolve("none.yaml")))
                .hasMessageContaining("none.yaml");
    }

    @Test
    void rooms_are_known_by_name() {
        assertThat(Room.enginesOf(Room.parse(java.util.List.of("identity", "config"))))
                .containsExactly("postgres");
        assertThat(Room.enginesOf(Room.parse(java.util.List.of())))
                .containsExactlyInAnyOrder("postgres", "redis", "kafka", "opensearch");
        assertThatThrownBy(() -> Room.parse(java.util.List.of("kitchen")))
                .hasMessageContaining("\"kitchen\" is no room (expected: some of identity, config");
    }
}
