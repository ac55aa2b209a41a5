// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.agent.AgentProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir
    Path directory;

    private static FileEntry entry(long inode, Instant seen) {
        return new FileEntry(
                Path.of("/var/log/a.log"),
                new FileKey(5, inode),
                17,
                new Fingerprint(3, "abc"),
                new Mark(42, true, new Fingerprint(2, "de")),
                seen.toEpochMilli());
    }

    @Test
    void what_is_written_is_read_again() throws IOException {
        Checkpoints written = Checkpoints.open(directory, CLOCK);
        assertThat(written.knows("input")).isFalse();
        written.save("input", List.of(entry(1, NOW)));
        written.save("journal", "s=1;i=2");
        Checkpoints read = Checkpoints.open(directory, CLOCK);
        assertThat(read.knows("input")).isTrue();
        assertThat(read.file(new FileKey(5, 1))).isEqualTo(entry(1, NOW));
        assertThat(read.file(new FileKey(6, 1))).isNull();
        assertThat(read.cursor("journal")).isEqualTo("s=1;i=2");
        assertThat(read.cursor("other")).isNull();
    }

    /** Programs of later must be able to read it. */
    @Test
    void its_form_stays() throws IOException {
        Checkpoints.open(directory, CLOCK).save("input", List.of(entry(1, NOW)));
        assertThat(directory.resolve("checkpoints.json")).content().isEqualTo("""
                        {"version":1,"inputs":["input"],"cursors":{},"files":[{"path":"/var/log/a.log","device":5,"inode":1,"born":17,\
                        "headLength":3,"head":"abc","offset":42,"cut":true,"tailLength":2,"tail":"de","seen":1795608000000}]}""");
    }

    @Test
    void a_write_that_did_not_end_changes_nothing() throws IOException {
        Checkpoints.open(directory, CLOCK).save("journal", "s=1");
        Files.writeString(directory.resolve("checkpoints.json.tmp"), "{\"version\":1,\"inp");
        Checkpoints again = Checkpoints.open(directory, CLOCK);
        assertThat(again.cursor("journal")).isEqualTo("s=1");
        again.save("journal", "s=2");
        assertThat(Checkpoints.open(directory, CLOCK).cursor("journal")).isEqualTo("s=2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"version\":2,\"inputs\":[],\"cursors\":{},\"files\":[]}",
                "{\"version\":1}",
                "{\"version\":1,\"inputs\":[],\"cursors\":{},\"files\":[{}]}"
            })
    void what_cannot_be_read_stops_the_start_and_is_kept(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("checkpoints.json"), content);
        assertThatThrownBy(() -> Checkpoints.open(directory, CLOCK))
                .isInstanceOf(AgentProblem.class)
                .hasMessageContaining("checkpoints.json");
        assertThat(file).hasContent(content);
    }

    @Test
    void files_that_are_gone_for_long_are_forgotten_and_those_of_today_not() throws IOException {
        Checkpoints checkpoints = Checkpoints.open(directory, CLOCK);
        checkpoints.save(
                "input",
                List.of(
                        entry(1, NOW.minus(Duration.ofDays(8))),
                        entry(2, NOW.minus(Duration.ofDays(6))),
                        entry(3, NOW)));
        assertThat(checkpoints.files()).extracting(entry -> entry.key().inode()).containsExactlyInAnyOrder(2L, 3L);
        checkpoints.save(
                "input",
                LongStream.range(10, 4_020).mapToObj(inode -> entry(inode, NOW)).toList());
        assertThat(checkpoints.files())
                .hasSize(4_000)
                .extracting(entry -> entry.key().inode())
                .doesNotContain(2L);
    }

    @Test
    void a_state_directory_that_cannot_be_made_is_said() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> StateDirectory.hold(file.resolve("state")))
                .isInstanceOf(AgentProblem.class)
                .hasMessageContaining("Cannot use the state directory");
    }
}
