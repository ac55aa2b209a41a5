// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.agent.settings.AgentSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of files that grow, move, are emptied and go, while an agent reads them and while it does not. */
class FilesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String FILLING = "-".repeat(100);

    @TempDir
    Path directory;

    private TestingPlinth plinth;
    private Path log;

    @BeforeEach
    void start() throws IOException {
        plinth = new TestingPlinth();
        log = Files.createDirectories(directory.resolve("logs")).resolve("app.log");
    }

    @AfterEach
    void stop() {
        plinth.close();
    }

    private AgentSettings settings(String more) {
        return RunningAgent.settings(
                directory,
                plinth.endpoint(),
                "  - file: {paths: [logs/app.log*], halfLineAfter: 300ms%s}\n".formatted(more));
    }

    private void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String lines(String name, int from, int to) {
        StringBuilder lines = new StringBuilder();
        IntStream.range(from, to)
                .forEach(i -> lines.append(name).append(i).append(FILLING).append('\n'));
        return lines.toString();
    }

    private static List<String> list(String name, int from, int to) {
        return lines(name, from, to).lines().toList();
    }

    private void awaitBodies(ThrowingConsumer<List<String>> check) {
        await().atMost(LIMIT).untilAsserted(() -> check.accept(plinth.bodies()));
    }

    /** Each of them once, in whatever order files were read. */
    private void awaitOnce(List<String> expected) {
        awaitBodies(bodies -> assertThat(bodies).containsExactlyInAnyOrderElementsOf(expected));
    }

    private static List<String> together(List<String> one, List<String> other) {
        List<String> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    @Test
    void lines_come_with_where_they_are_from_and_only_when_they_are_whole() throws IOException {
        append(log, "one\r\ntwo\n\n  \nthr");
        long before = System.currentTimeMillis();
        try (RunningAgent agent = RunningAgent.start(settings(", env: dev, attributes: {team: x}"))) {
            awaitBodies(bodies -> assertThat(bodies).startsWith("one", "two"));
            append(log, "ee\n");
            append(log, "Stra\u00dfe \u20ac \ud83d\ude00\n");
            awaitBodies(bodies ->
                    assertThat(bodies).containsExactly("one", "two", "three", "Stra\u00dfe \u20ac \ud83d\ude00"));
            await().atMost(LIMIT).until(() -> agent.said().stream().anyMatch(line -> line.contains("4 lines sent")));
        }
        TestingPlinth.Received first = plinth.received().getFirst();
        assertThat(first.resource())
                .containsEntry("service.name", "app")
                .containsEntry("host.name", "test-host")
                .containsEntry("deployment.environment.name", "dev")
                .containsEntry("team", "x");
        assertThat(first.attributes())
                .containsEntry("log.file.path", log.toString())
                .containsEntry("log.file.name", "app.log");
        assertThat(first.time() / 1_000_000).isBetween(before - 1_000, System.currentTimeMillis());
    }

    @Test
    void half_a_line_is_sent_when_nothing_comes_any_more() throws IOException {
        append(log, "whole\nhalf");
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            awaitOnce(List.of("whole", "half"));
            append(log, " and the rest\n");
            awaitOnce(List.of("whole", "half", " and the rest"));
        }
    }

    @Test
    void what_is_no_text_is_replaced_and_what_is_too_long_is_cut_and_said() throws IOException {
        Files.write(log, new byte[] {'a', (byte) 0xFF, 'b', '\n', 0, 0, 0, 'c', '\n'});
        append(log, "x".repeat(5_000) + "\nnext\n" + "\u20ac".repeat(1_000) + "\nlast\n");
        try (RunningAgent agent = RunningAgent.start(settings(", maxLineBytes: 2KB"))) {
            awaitBodies(bodies -> assertThat(bodies)
                    .containsExactly(
                            "a\uFFFDb",
                            "c",
                            "x".repeat(2_048) + " … (cut: longer than 2048 bytes)",
                            "next",
                            "\u20ac".repeat(682) + " … (cut: longer than 2048 bytes)",
                            "last"));
        }
    }

    @Test
    void a_line_without_end_takes_no_memory_and_is_one_line() throws IOException {
        append(log, "y".repeat(3_000_000));
        try (RunningAgent agent = RunningAgent.start(settings(", maxLineBytes: 1KB"))) {
            awaitBodies(bodies -> assertThat(bodies).hasSize(1));
            append(log, "y".repeat(1_000_000) + "\nafter\n");
            awaitBodies(bodies -> assertThat(bodies).hasSize(2).endsWith("after"));
        }
    }

    @Test
    void other_encodings_are_read_and_a_byte_order_mark_is_none_of_the_text() throws IOException {
        Files.write(log, "gr\u00fc\u00df\n".getBytes(StandardCharsets.ISO_8859_1));
        RunningAgent.start(settings(", encoding: iso-8859-1")).close();
        Path other = log.resolveSibling("app.log.bom");
        Files.writeString(other, "\uFEFFfirst\nsecond\n");
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            awaitBodies(bodies -> assertThat(bodies).contains("first", "second"));
        }
    }

    @Test
    void a_file_that_is_renamed_is_read_to_its_end_and_the_new_one_from_its_beginning() throws IOException {
        append(log, lines("a", 0, 50));
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            awaitOnce(list("a", 0, 50));
            Path rotated = log.resolveSibling("app.log.1");
            Files.move(log, rotated);
            append(rotated, lines("late", 0, 5));
            append(log, lines("b", 0, 50));
            awaitOnce(together(list("a", 0, 50), together(list("late", 0, 5), list("b", 0, 50))));
            Files.move(rotated, log.resolveSibling("app.log.2"));
            Files.move(log, rotated);
            append(log, lines("c", 0, 10));
            awaitBodies(bodies -> assertThat(bodies).hasSize(115).containsAll(list("c", 0, 10)));
        }
        assertThat(plinth.received())
                .filteredOn(line -> line.body().startsWith("late"))
                .allMatch(line -> "app.log".equals(line.attributes().get("log.file.name")));
    }

    @Test
    void what_no_pattern_matches_any_more_is_read_to_its_end_also_after_a_restart() throws IOException {
        AgentSettings settings = RunningAgent.settings(
                directory, plinth.endpoint(), "  - file: {paths: [logs/app.log], halfLineAfter: 300ms}\n");
        append(log, lines("a", 0, 20));
        Path away = log.resolveSibling("old-1");
        try (RunningAgent agent = RunningAgent.start(settings)) {
            awaitOnce(list("a", 0, 20));
            Files.move(log, away);
            append(away, lines("a", 20, 30));
            append(log, lines("b", 0, 5));
            awaitOnce(together(list("a", 0, 30), list("b", 0, 5)));
        }
        append(log, lines("b", 5, 8));
        Files.move(log, log.resolveSibling("old-2"), StandardCopyOption.REPLACE_EXISTING);
        append(log, lines("c", 0, 5));
        try (RunningAgent agent = RunningAgent.start(settings)) {
            awaitOnce(together(list("a", 0, 30), together(list("b", 0, 8), list("c", 0, 5))));
        }
    }

    @Test
    void a_file_that_is_deleted_is_read_to_its_end_while_plinth_takes_nothing() throws IOException {
        plinth.answers(503);
        append(log, lines("a", 0, 20));
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            await().atMost(LIMIT).until(() -> plinth.requests() > 0);
            append(log, lines("a", 20, 5_000));
            int asked = plinth.requests();
            await().atMost(LIMIT).until(() -> plinth.requests() > asked + 2);
            Files.delete(log);
            append(log, lines("b", 0, 3));
            int askedAgain = plinth.requests();
            await().atMost(LIMIT).until(() -> plinth.requests() > askedAgain + 2);
            Files.delete(log);
            assertThat(plinth.refused()).allMatch(bodies -> bodies.size() <= 20);
            plinth.answers(TestingPlinth.OK);
            awaitOnce(together(list("a", 0, 5_000), list("b", 0, 3)));
        }
    }

    @Test
    void a_file_that_is_emptied_begins_anew_also_when_it_has_grown_beyond_that_place_again() throws IOException {
        append(log, lines("a", 0, 20));
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            awaitOnce(list("a", 0, 20));
            Files.writeString(log, lines("b", 0, 5));
            awaitOnce(together(list("a", 0, 20), list("b", 0, 5)));
            Files.writeString(log, lines("c", 0, 500));
            awaitOnce(together(list("a", 0, 20), together(list("b", 0, 5), list("c", 0, 500))));
            assertThat(agent.said()).anyMatch(line -> line.contains("was emptied"));
        }
        Files.writeString(log, lines("d", 0, 600));
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            awaitBodies(bodies -> assertThat(bodies).hasSize(20 + 5 + 500 + 600).containsAll(list("d", 0, 600)));
        }
    }

    /** As logrotate's copytruncate does it: lines that were not read yet are in the copy only. */
    @Test
    void the_copy_of_a_file_that_is_emptied_goes_on_where_the_file_was_left() throws IOException {
        append(log, lines("a", 0, 100));
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            awaitOnce(list("a", 0, 100));
            append(log, lines("a", 100, 150));
            Files.copy(log, log.resolveSibling("app.log.1"));
            Files.writeString(log, "");
            append(log, lines("b", 0, 30));
            awaitOnce(together(list("a", 0, 150), list("b", 0, 30)));
        }
        append(log, lines("b", 30, 60));
        Files.copy(log, log.resolveSibling("app.log.2"));
        Files.writeString(log, lines("c", 0, 10));
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            awaitOnce(together(list("a", 0, 150), together(list("b", 0, 60), list("c", 0, 10))));
        }
    }

    @Test
    void a_copy_that_is_found_while_it_is_made_is_no_new_file() throws IOException {
        append(log, lines("a", 0, 100));
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            awaitOnce(list("a", 0, 100));
            Path copy = log.resolveSibling("app.log.1");
            String whole = Files.readString(log);
            append(copy, whole.substring(0, 500));
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            append(copy, whole.substring(500));
            Files.writeString(log, lines("b", 0, 10));
            awaitOnce(together(list("a", 0, 100), list("b", 0, 10)));
            await().atMost(LIMIT)
                    .until(() -> agent.said().stream().anyMatch(line -> line.contains("app.log.1 begins as")));
            append(copy, lines("late", 0, 1));
            awaitOnce(together(list("a", 0, 100), together(list("b", 0, 10), list("late", 0, 1))));
        }
    }

    @Test
    void what_was_on_its_way_when_its_file_was_emptied_is_not_sent_again() throws IOException {
        append(log, lines("a", 0, 100));
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            awaitOnce(list("a", 0, 100));
            plinth.answers(503);
            append(log, lines("a", 100, 150));
            await().atMost(LIMIT).until(() -> !plinth.refused().isEmpty());
            Files.copy(log, log.resolveSibling("app.log.1"));
            Files.writeString(log, lines("b", 0, 30));
            await().atMost(LIMIT)
                    .until(() -> agent.said().stream().anyMatch(line -> line.contains("app.log.1 begins as")));
            plinth.answers(TestingPlinth.OK);
            awaitOnce(together(list("a", 0, 150), list("b", 0, 30)));
        }
        append(log, lines("b", 30, 40));
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            awaitOnce(together(list("a", 0, 150), list("b", 0, 40)));
        }
    }

    @Test
    void a_copy_that_somebody_made_is_not_sent_again_and_is_a_file_of_its_own_then() throws IOException {
        append(log, lines("a", 0, 100));
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            awaitOnce(list("a", 0, 100));
            Path copy = log.resolveSibling("app.log.copy");
            Files.copy(log, copy);
            append(log, lines("b", 0, 1));
            awaitOnce(together(list("a", 0, 100), list("b", 0, 1)));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(Files.readString(directory.resolve("state/checkpoints.json")))
                            .contains("app.log.copy"));
            await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
            append(copy, lines("own", 0, 1));
            awaitOnce(together(list("a", 0, 100), together(list("b", 0, 1), list("own", 0, 1))));
        }
    }

    @Test
    void files_that_begin_alike_are_still_two() throws IOException {
        append(log, lines("head", 0, 20) + lines("a", 0, 5));
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            awaitBodies(bodies -> assertThat(bodies).hasSize(25));
            append(log.resolveSibling("app.log.other"), lines("head", 0, 20) + lines("b", 0, 50));
            append(log.resolveSibling("app.log.short"), "one\n");
            append(log.resolveSibling("app.log.shorter"), "one\n");
            awaitOnce(together(
                    together(list("head", 0, 20), list("a", 0, 5)),
                    together(together(list("head", 0, 20), list("b", 0, 50)), List.of("one", "one"))));
        }
    }

    /** File systems give the inode of a deleted file to the next one. */
    @Test
    void another_file_with_the_same_inode_is_read_from_its_beginning() throws IOException {
        append(log, lines("a", 0, 20));
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            awaitOnce(list("a", 0, 20));
        }
        Object inode = Files.getAttribute(log, "unix:ino");
        Files.delete(log);
        List<Path> others = new ArrayList<>();
        Path same = null;
        for (int i = 0; i < 200 && same == null; i++) {
            Path other = directory.resolve("other-" + i);
            append(other, lines("b", 0, 100));
            others.add(other);
            same = Files.getAttribute(other, "unix:ino").equals(inode) ? other : null;
        }
        // where the file system takes another inode, the test is that of a new file
        Files.move(same == null ? others.getFirst() : same, log);
        try (RunningAgent agent = RunningAgent.start(settings(""))) {
            awaitOnce(together(list("a", 0, 20), list("b", 0, 100)));
        }
    }

    @Test
    void where_to_begin_is_said_for_what_is_there_at_first_and_new_files_are_read_whole() throws IOException {
        append(log, "old\nunfini");
        try (RunningAgent agent =
                RunningAgent.start(settings(", startAt: end, halfLineAfter: 1h".replace(", halfLineAfter: 1h", "")))) {
            await().atMost(LIMIT).until(() -> Files.exists(directory.resolve("state/checkpoints.json")));
            append(log, "shed\n");
            append(log.resolveSibling("app.log.new"), "new\n");
            awaitBodies(bodies -> assertThat(bodies).contains("new"));
        }
        append(log, "while away\n");
        append(log.resolveSibling("app.log.newer"), "newer\n");
        try (RunningAgent agent = RunningAgent.start(settings(", startAt: end"))) {
            awaitBodies(bodies -> assertThat(String.join("", bodies)).contains("while away", "newer", "shed"));
        }
        assertThat(plinth.bodies()).doesNotContain("old");
    }

    @Test
    void what_is_excluded_compressed_too_old_or_a_second_name_is_left_out() throws IOException {
        append(log, "one\n");
        append(log.resolveSibling("app.log.1.gz"), "compressed\n");
        append(log.resolveSibling("app.log.secret"), "excluded\n");
        Path old = log.resolveSibling("app.log.old");
        append(old, "ancient\n");
        Files.setLastModifiedTime(old, java.nio.file.attribute.FileTime.fromMillis(1_000_000_000_000L));
        Files.createSymbolicLink(log.resolveSibling("app.log.link"), log);
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "linked\n");
        Files.createSymbolicLink(log.resolveSibling("app.log.far"), elsewhere);
        try (RunningAgent agent = RunningAgent.start(settings(", exclude: [\"*.secret\"], ignoreOlder: 1h"))) {
            awaitOnce(List.of("one", "linked"));
            append(old, "and now\n");
            awaitOnce(List.of("one", "linked", "ancient", "and now"));
        }
    }

    @Test
    void a_file_is_read_by_the_first_of_two_inputs_only() throws IOException {
        append(log, "one\n");
        AgentSettings settings = RunningAgent.settings(
                directory,
                plinth.endpoint(),
                "  - file: {paths: [logs/app.log], service: first}\n  - file: {paths: [logs/*], service: second}\n");
        try (RunningAgent agent = RunningAgent.start(settings)) {
            append(log.resolveSibling("other"), "two\n");
            awaitOnce(List.of("one", "two"));
            await().atMost(LIMIT).until(() -> agent.said().stream().anyMatch(line -> line.contains("another input")));
        }
    }

    @Test
    void stack_traces_are_one_record_with_their_message() throws IOException {
        append(log, """
                12:00 ERROR it failed
                java.lang.IllegalStateException: no
                \tat a.B.c(B.java:1)
                \tSuppressed: java.io.IOException: x
                \t\tat a.B.d(B.java:2)
                Caused by: java.lang.Error
                \t... 3 more
                12:01 INFO goes on
                """);
        try (RunningAgent agent = RunningAgent.start(settings(", multiline: {preset: java, timeout: 200ms}"))) {
            awaitBodies(bodies -> assertThat(bodies).hasSize(2));
        }
        assertThat(plinth.bodies().getFirst())
                .startsWith("12:00 ERROR it failed\njava.lang")
                .endsWith("\t... 3 more");
        assertThat(plinth.bodies().getLast()).isEqualTo("12:01 INFO goes on");
    }

    @Test
    void a_record_whose_lines_come_one_by_one_is_one() throws Exception {
        try (RunningAgent agent = RunningAgent.start(settings(", multiline: {firstLine: '^\\d\\d:', timeout: 2s}"))) {
            append(log, "12:00 first\n");
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            append(log, "second\n");
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            append(log, "third\n12:01 other\n");
            awaitBodies(bodies -> assertThat(bodies).containsExactly("12:00 first\nsecond\nthird", "12:01 other"));
        }
    }

    @Test
    void once_reads_what_is_there_and_ends_and_then_only_what_is_new() throws Exception {
        append(log, lines("a", 0, 5_000) + "half");
        assertThat(RunningAgent.once(settings("")).failure()).isNull();
        assertThat(plinth.bodies()).containsExactlyElementsOf(together(list("a", 0, 5_000), List.of("half")));
        append(log, "\nmore\n");
        RunningAgent.once(settings("")).close();
        assertThat(plinth.bodies()).hasSize(5_002).endsWith("more");
    }

    @Test
    void once_gives_up_where_plinth_takes_nothing_and_loses_nothing() throws Exception {
        append(log, "a\n");
        plinth.answers(503);
        assertThat(RunningAgent.once(settings("")).failure())
                .isInstanceOfSatisfying(
                        AgentProblem.class,
                        problem -> assertThat(problem.kind()).isEqualTo(AgentProblem.Kind.TEMPORARY))
                .hasMessageContaining("took nothing for 2 s");
        plinth.answers(TestingPlinth.OK);
        RunningAgent.once(settings(""));
        assertThat(plinth.bodies()).containsExactly("a");
    }
}
