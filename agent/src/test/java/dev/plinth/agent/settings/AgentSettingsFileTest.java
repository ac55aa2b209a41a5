// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.agent.AgentProblem;
import dev.plinth.agent.settings.AgentSettings.FileInput;
import dev.plinth.agent.settings.AgentSettings.HostInput;
import dev.plinth.agent.settings.AgentSettings.JournalInput;
import dev.plinth.agent.settings.AgentSettings.Multiline;
import dev.plinth.agent.settings.AgentSettings.StartAt;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentSettingsFileTest {
    private static final Path PAGE = Path.of("../docs/how-to/ship-logs-from-a-host.md");

    @TempDir
    Path directory;

    private AgentSettings read(String yaml, Map<String, String> environment) throws IOException {
        Path file = directory.resolve("agent.yaml");
        Files.writeString(file, yaml);
        return AgentSettingsFile.read(file, environment);
    }

    private AgentSettings read(String yaml) throws IOException {
        return read(yaml, Map.of());
    }

    @Test
    void everything_can_be_said() throws IOException {
        Files.writeString(directory.resolve("key"), "x\n");
        AgentSettings settings = read("""
                endpoint: https://plinth.example.org/ingest/
                keyFile: key
                stateDirectory: /var/lib/agent
                host: web-1
                inputs:
                  - file:
                      paths: [/var/log/*.log, "logs/**/app.log"]
                      exclude: ["*.bak", /var/log/private/*]
                      service: orders
                      env: prod
                      attributes: {team: checkout}
                      encoding: iso-8859-1
                      multiline: {firstLine: '^\\d', maxLines: 10, timeout: 2s}
                      startAt: end
                      ignoreOlder: 7d
                      maxLineBytes: 64KB
                      halfLineAfter: 500ms
                  - journald: {id: j, units: [nginx], priority: warning, service: s, env: e, startAt: end, program: /bin/sh}
                """);
        assertThat(settings.endpoint()).isEqualTo(URI.create("https://plinth.example.org/ingest"));
        assertThat(settings.keyFile()).isEqualTo(directory.resolve("key"));
        assertThat(settings.stateDirectory()).isEqualTo(Path.of("/var/lib/agent"));
        FileInput file = settings.files().getFirst();
        assertThat(file.paths()).containsExactly("/var/log/*.log", directory + "/logs/**/app.log");
        assertThat(file.exclude()).containsExactly("*.bak", "/var/log/private/*");
        assertThat(file.attributes()).containsEntry("team", "checkout");
        assertThat(file.encoding()).isEqualTo(StandardCharsets.ISO_8859_1);
        assertThat(file.multiline())
                .isNotNull()
                .returns(10, Multiline::maxLines)
                .returns(Duration.ofSeconds(2), Multiline::timeout);
        assertThat(file.startAt()).isEqualTo(StartAt.END);
        assertThat(file.ignoreOlder()).isEqualTo(Duration.ofDays(7));
        assertThat(file.maxLineBytes()).isEqualTo(65_536);
        assertThat(file.halfLineAfter()).isEqualTo(Duration.ofMillis(500));
        JournalInput journal = settings.journals().getFirst();
        assertThat(journal.id()).isEqualTo("j");
        assertThat(journal.units()).containsExactly("nginx");
        assertThat(journal.startAt()).isEqualTo(StartAt.END);
    }

    @Test
    void almost_all_of_it_can_be_left_out() throws IOException {
        AgentSettings settings = read("inputs:\n  - file: {paths: [a.log]}\n  - journald: {}\n");
        assertThat(settings.endpoint()).isEqualTo(URI.create("http://127.0.0.1:4318"));
        assertThat(settings.keyFile()).isNull();
        assertThat(settings.key()).isNull();
        assertThat(settings.host()).isNotBlank();
        assertThat(settings.stateDirectory().getFileName()).hasToString(".plinth-agent");
        FileInput file = settings.files().getFirst();
        assertThat(file.multiline()).isNull();
        assertThat(file.startAt()).isEqualTo(StartAt.BEGINNING);
        assertThat(file.maxLineBytes()).isEqualTo(262_144);
        assertThat(settings.journals().getFirst().program()).isEqualTo("journalctl");
    }

    @Test
    void of_the_host_all_can_be_left_out() throws IOException {
        AgentSettings settings = read("inputs:\n  - host: {}\n");
        assertThat(settings.metrics())
                .isEqualTo(new HostInput("inputs[0].host", Duration.ofSeconds(15), "host", null, Map.of(), 20));
        assertThat(settings.files()).isEmpty();
        assertThat(read("inputs:\n  - file: {paths: [a.log]}\n").metrics()).isNull();
    }

    @Test
    void the_key_may_come_from_the_environment() throws IOException {
        String yaml = "inputs: [{file: {paths: [a]}}]\n";
        Path key = Files.writeString(directory.resolve("key"), "x\n");
        assertThat(read(yaml, Map.of("PLINTH_INGEST_KEY", "pik_x")).key()).isEqualTo("pik_x");
        assertThat(read(yaml, Map.of("PLINTH_INGEST_KEY_FILE", key.toString())).keyFile())
                .isEqualTo(key);
        AgentSettings both = read("keyFile: key\n" + yaml, Map.of("PLINTH_INGEST_KEY", "pik_x"));
        assertThat(both.keyFile()).isEqualTo(key);
        assertThat(both.key()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "endpont: x | line 1, column 1: endpont: unknown setting (expected: one of endpoint, host, inputs, keyFile, stateDirectory)",
                "endpoint: ftp://x | line 1, column 1: endpoint: ftp://x (expected: a URL as http://127.0.0.1:4318)",
                "endpoint: http://u:p@x | endpoint: http://u:p@x (expected: a URL",
                "keyFile: /nowhere | line 1, column 1: keyFile: /nowhere (expected: a file that this user can read)",
                "inputs: [] | line 1, column 1: inputs: nothing (expected: 1 to 64 inputs)",
                "host: h | agent.yaml: inputs: nothing (expected: 1 to 64 inputs)",
                "inputs: 7 | line 1, column 1: inputs: not usable (expected: a list)",
                "inputs: [{}] | line 1, column 10: inputs[0]: nothing (expected: one of file:, journald: and host:)",
                "inputs: [{file: {paths: [a]}, journald: {}}] | inputs[0]: several (expected: one of file:, journald: and host:)",
                "inputs: [{file: {}}] | line 1, column 11: inputs[0].file.paths: nothing (expected: one or more paths or globs)",
                "inputs: [{file: {paths: ['']}}] | inputs[0].file.paths[0]: nothing (expected: a text)",
                "inputs: [{file: {paths: ['a[']}}] | line 1, column 26: inputs[0].file.paths[0]: ",
                "inputs: [{file: {paths: ['{a/b,c}']}}] | (expected: a glob without a slash between braces)",
                "inputs: [{file: {paths: [a], pats: 1}}] | line 1, column 30: inputs[0].file.pats: unknown setting (expected: one of attributes, encoding,",
                "inputs: [{file: {paths: [a], encoding: utf-16}}] | inputs[0].file.encoding: utf-16 (expected: one in which a line ends with the one byte 0A",
                "inputs: [{file: {paths: [a], encoding: nonsense}}] | inputs[0].file.encoding: nonsense (expected: one in which",
                "inputs: [{file: {paths: [a], startAt: middle}}] | inputs[0].file.startAt: middle (expected: beginning or end)",
                "inputs: [{file: {paths: [a], ignoreOlder: soon}}] | inputs[0].file.ignoreOlder: soon (expected: a time of 1s or more",
                "inputs: [{file: {paths: [a], maxLineBytes: 1MB}}] | inputs[0].file.maxLineBytes: 1MB (expected: 1KB to 256KB)",
                "inputs: [{file: {paths: [a], maxLineBytes: 3}}] | inputs[0].file.maxLineBytes: 3 (expected: 1KB to 256KB)",
                "inputs: [{file: {paths: [a], attributes: {a: }}}] | inputs[0].file.attributes.a: nothing (expected: a name and a text)",
                "inputs: [{file: {paths: [a], multiline: {}}}] | inputs[0].file.multiline: nothing (expected: either preset: java or firstLine:",
                "inputs: [{file: {paths: [a], multiline: {preset: go}}}] | inputs[0].file.multiline.preset: go (expected: java)",
                "inputs: [{file: {paths: [a], multiline: {firstLine: '(a'}}}] | inputs[0].file.multiline.firstLine: (a (expected: a pattern of RE2",
                "inputs: [{file: {paths: [a], multiline: {preset: java, maxLines: 1}}}] | multiline.maxLines: 1 (expected: 2 to 10000)",
                "inputs: [{file: {paths: [a], multiline: {preset: java, maxLines: x}}}] | multiline.maxLines: not usable (expected: a whole number)",
                "inputs: [{journald: {priority: loud}}] | inputs[0].journald.priority: loud (expected: 0 to 7, or one of emerg",
                "inputs: [{journald: {id: a b}}] | inputs[0].journald.id: a b (expected: 1 to 64 of",
                "inputs: [{journald: {}}, {journald: {}}] | inputs[1].journald.id: journald (expected: an id that no other journald input has)",
                "inputs: [{host: {interval: 500ms}}] | line 1, column 18: inputs[0].host.interval: 500ms (expected: a time of 1s or more",
                "inputs: [{host: {interval: 2h}}] | inputs[0].host.interval: 2h (expected: a time of 1s to 1h)",
                "inputs: [{host: {processes: 201}}] | inputs[0].host.processes: 201 (expected: 0 to 200)",
                "inputs: [{host: {disks: 1}}] | inputs[0].host.disks: unknown setting (expected: one of attributes, env, interval, processes, service)",
                "inputs: [{host: {}}, {host: {}}] | line 1, column 23: inputs[1].host: another (expected: one host input)",
                "inputs: [a | line 1, column",
            })
    void what_is_wrong_is_said_with_place_field_and_what_would_be_right(String yaml, String what) {
        assertThatThrownBy(() -> read(yaml + "\n"))
                .isInstanceOfSatisfying(
                        AgentProblem.class,
                        problem -> assertThat(problem.kind()).isEqualTo(AgentProblem.Kind.CONFIGURATION))
                .hasMessageContaining("agent.yaml")
                .hasMessageContaining(what);
    }

    @Test
    void the_place_is_that_of_the_setting() {
        assertThatThrownBy(
                        () -> read("host: a\n\ninputs:\n  # first\n  - file:\n      paths: [a]\n\n      startAt: b\n"))
                .hasMessageContaining("line 8, column 7: inputs[0].file.startAt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n"})
    void a_file_without_anything_lacks_inputs(String yaml) {
        assertThatThrownBy(() -> read(yaml)).hasMessageContaining("inputs: nothing");
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        assertThatThrownBy(() -> AgentSettingsFile.read(directory.resolve("none.yaml"), Map.of()))
                .hasMessageContaining("none.yaml");
    }

    @Test
    void the_example_of_the_page_is_right_and_the_page_names_every_setting() throws IOException {
        String page = Files.readString(PAGE);
        Matcher example = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(example.find()).isTrue();
        Files.writeString(directory.resolve("ingest.key"), "x\n");
        AgentSettings settings = read(example.group(1).replaceAll("keyFile: .*", "keyFile: ingest.key"));
        assertThat(settings.files()).isNotEmpty();
        assertThat(settings.journals()).isNotEmpty();
        assertThat(settings.metrics()).isNotNull();
        for (Class<?> part : new Class<?>[] {
            AgentFile.class,
            AgentFile.Files.class,
            AgentFile.Multiline.class,
            AgentFile.Journal.class,
            AgentFile.Host.class
        }) {
            for (RecordComponent setting : part.getRecordComponents()) {
                assertThat(page).contains("`" + setting.getName() + "`");
            }
        }
    }
}
