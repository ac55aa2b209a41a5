// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.tail;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.plinth.agent.settings.AgentSettings.Multiline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsTest {
    private static final int MAX = 1_024;

    private static Records records(@Nullable Multiline multiline) {
        return new Records(StandardCharsets.UTF_8, MAX, Grouping.of(multiline));
    }

    private static Multiline java(int maxLines) {
        return new Multiline(null, maxLines, Duration.ofSeconds(1));
    }

    private static Multiline firstLine(String pattern) {
        return new Multiline(Pattern.compile(pattern), 500, Duration.ofSeconds(1));
    }

    private static List<String> all(Records records, String text, boolean end) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        records.over(bytes, bytes.length, false, end, end);
        List<String> found = new ArrayList<>();
        for (String record = records.next(); record != null; record = records.next()) {
            found.add(record);
        }
        return found;
    }

    @Test
    void what_is_not_complete_stays() {
        Records lines = records(null);
        assertThat(all(lines, "one\ntw", false)).containsExactly("one");
        assertThat(lines.position()).isEqualTo(4);
        assertThat(all(lines, "one\ntw", true)).containsExactly("one", "tw");
        assertThat(lines.position()).isEqualTo(6);
        Records traces = records(java(500));
        assertThat(all(traces, "one\n\tat a\n", false)).isEmpty();
        assertThat(traces.position()).isZero();
        assertThat(all(traces, "one\n\tat a\ntwo\n", false)).containsExactly("one\n\tat a");
        assertThat(all(traces, "one\n\tat a\nhal", true)).containsExactly("one\n\tat a", "hal");
    }

    @Test
    void a_record_has_so_many_lines_and_bytes_and_no_more() {
        assertThat(all(records(java(2)), "a\n\tat 1\n\tat 2\n\tat 3\n", true))
                .containsExactly("a\n\tat 1", "\tat 2\n\tat 3");
        String line = "\tat " + "x".repeat(500) + "\n";
        assertThat(all(records(java(500)), "a\n" + line.repeat(3), true))
                .hasSize(2)
                .allMatch(record -> record.length() <= MAX);
    }

    @Test
    void a_line_that_is_too_long_is_cut_between_characters_and_its_rest_left_out() {
        Records lines = records(null);
        String mark = " … (cut: longer than 1024 bytes)";
        assertThat(all(lines, "é".repeat(1_000) + "\nnext\n", false)).containsExactly("é".repeat(512) + mark, "next");
        assertThat(all(lines, "a" + "é".repeat(1_000), false)).containsExactly("a" + "é".repeat(511) + mark);
        assertThat(lines.isCut()).isTrue();
        byte[] rest = "the rest\nnext\n".getBytes(StandardCharsets.UTF_8);
        lines.over(rest, rest.length, true, false, false);
        assertThat(lines.next()).isEqualTo("next");
        assertThat(lines.isCut()).isFalse();
    }

    @Test
    void bytes_that_are_no_text_do_not_make_a_record_larger_than_it_may_be() {
        Records lines = records(null);
        byte[] bytes = new byte[1_001];
        java.util.Arrays.fill(bytes, (byte) 0xFF);
        bytes[1_000] = '\n';
        lines.over(bytes, bytes.length, false, false, false);
        assertThat(lines.next()).startsWith("\uFFFD").hasSizeLessThan(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\tat a.B.c(B.java:1)",
                "    at java.base/java.lang.Thread.run(Thread.java:1)",
                "Caused by: java.io.IOException: no",
                "\tSuppressed: a.B",
                "\t... 12 more",
                "... 12 common frames omitted",
                "\t[CIRCULAR REFERENCE: a.B]",
                "java.lang.IllegalStateException: no",
                "org.example.Outer$InnerException",
                "java.lang.OutOfMemoryError: Java heap space",
            })
    void the_rules_of_java_know_what_belongs_to_a_trace(String line) {
        assertThat(Grouping.of(java(500)).isContinuation(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-25 12:00:00 ERROR it failed",
                "",
                "  indented",
                "at the beginning",
                "Exception in thread \"main\" java.lang.IllegalStateException",
                "com.example.Foo: starts",
                "an Exception happened",
            })
    void and_what_does_not(String line) {
        assertThat(Grouping.of(java(500)).isContinuation(line)).isFalse();
    }

    @Test
    void a_first_line_is_known_by_a_pattern() {
        assertThat(all(records(firstLine("^\\[")), "lost\n[1] a\nb\n\nc\n[2] d\n", true))
                .containsExactly("lost", "[1] a\nb\n\nc", "[2] d");
    }

    /** With a pattern that goes back, this would take longer than the world has. */
    @Test
    @Timeout(20)
    void no_pattern_takes_more_time_than_there_are_characters() {
        Grouping grouping = Grouping.of(firstLine("^(a+)+(a+)+(a|aa)+$"));
        assertThat(grouping.isContinuation("a".repeat(200_000) + "b")).isFalse();
        assertThat(grouping.isContinuation("a".repeat(1_000) + "b")).isTrue();
    }
}
