// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyslogFramesTest {
    private static List<String> read(String stream) throws IOException {
        SyslogFrames frames = new SyslogFrames(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
        List<String> messages = new ArrayList<>();
        for (byte[] next = frames.next(); next != null; next = frames.next()) {
            messages.add(new String(next, StandardCharsets.UTF_8));
        }
        return messages;
    }

    @Test
    void messages_are_counted_or_end_with_their_line_and_may_be_mixed() throws IOException {
        assertThat(read("<13>one\n\r\n9 <13>t\nwo!<14>three\n<15>four"))
                .containsExactly("<13>one", "<13>t\nwo!", "<14>three", "<15>four");
        assertThat(read("12no count\n")).containsExactly("12no count");
        assertThat(read("")).isEmpty();
    }

    @Test
    void what_is_too_long_loses_its_end_and_nothing_after_it() throws IOException {
        int length = SyslogFrames.MAX_MESSAGE + 1_000;
        String large = "x".repeat(length);
        assertThat(read(large + "\nnext\n"))
                .satisfiesExactly(
                        first -> assertThat(first).hasSize(SyslogFrames.MAX_MESSAGE),
                        second -> assertThat(second).isEqualTo("next"));
        assertThat(read(length + " " + large + "4 next"))
                .satisfiesExactly(
                        first -> assertThat(first).hasSize(SyslogFrames.MAX_MESSAGE),
                        second -> assertThat(second).isEqualTo("next"));
    }

    @Test
    void a_count_that_says_too_much_gives_what_came_before_the_end() throws IOException {
        assertThat(read("10 <13>a")).containsExactly("<13>a");
        assertThatThrownBy(() -> read("999999999 <13>a")).isInstanceOf(EOFException.class);
    }
}
