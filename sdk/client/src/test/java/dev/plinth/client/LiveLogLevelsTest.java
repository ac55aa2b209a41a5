// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.client.LiveLogLevels.Entry;
import dev.plinth.client.LiveLogLevels.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Levels come by the watch of everything else, which does not suffer where there are none. */
class LiveLogLevelsTest {
    private static final Instant NOON = Instant.parse("2026-07-01T12:00:00Z");
    private static final Entry DEBUG = new Entry("dev.shop", Level.DEBUG, NOON);
    private static final String ALL = "kind=Config&kind=Instance&kind=LogLevel&env=dev";
    private static final String LEAST = "kind=Config&kind=Instance&env=dev";

    @TempDir
    Path directory;

    private TestingPlinth plinth;

    @BeforeEach
    void start() throws IOException {
        plinth = new TestingPlinth();
    }

    @AfterEach
    void stop() {
        plinth.close();
    }

    private PlinthClient client() {
        return PlinthClient.start(new PlinthClient.Settings(plinth.url(), "orders", () -> "secret", "dev", directory));
    }

    private static String levels(String app, int revision, String levels) {
        return "{\"kind\": \"LogLevel\", \"env\": \"dev\", \"name\": \"%s\", \"revision\": %d, \"spec\": {\"levels\": [%s]}}"
                .formatted(app, revision, levels);
    }

    private static String entry(String logger, String level, String until) {
        return "{\"logger\": \"%s\", \"level\": \"%s\", \"until\": \"%s\"}".formatted(logger, level, until);
    }

    private static String config(int revision) {
        return "{\"kind\": \"Config\", \"env\": \"dev\", \"name\": \"orders\", \"revision\": %d, \"spec\": {}}"
                .formatted(revision);
    }

    private static List<Entry> entries(PlinthClient client) {
        return client.logLevels().state().entries();
    }

    @Test
    void levels_of_the_app_come_change_and_go_and_are_on_no_disk() throws Exception {
        plinth.event("1", "state", levels("payments", 5, entry("dev.pay", "trace", "2026-07-01T12:00:00Z")));
        plinth.event("1", "state", levels("orders", 7, entry("dev.shop", "debug", "2026-07-01T14:00:00+02:00")));
        plinth.event("1", "synced", "{}");
        List<String> seen = new CopyOnWriteArrayList<>();
        try (PlinthClient client = client()) {
            assertThat(client.awaitState(Duration.ofSeconds(5))).isTrue();
            assertThat(client.logLevels().state()).isEqualTo(new LiveLogLevels.State(7, List.of(DEBUG)));
            client.logLevels().onChange((before, now) -> {
                throw new IllegalStateException("one who cannot take it");
            });
            client.logLevels()
                    .onChange((before, now) -> seen.add(before.revision() + ">" + now.revision() + " "
                            + now.entries().stream().map(Entry::logger).toList()));
            plinth.event("2", "put", levels("orders", 8, entry("ROOT", "off", "2026-07-01T12:00:00Z")));
            plinth.event("3", "put", levels("payments", 9, entry("ROOT", "off", "2026-07-01T12:00:00Z")));
            plinth.event("4", "delete", levels("orders", 10, ""));
            await().untilAsserted(() -> assertThat(seen).containsExactly("7>8 [ROOT]", "8>0 []"));
        }
        try (var files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .isNotEmpty()
                    .allMatch(name -> name.equals("configuration.json") || name.equals("instances.json"));
        }
    }

    @Test
    void what_a_newer_plinth_may_say_costs_the_other_levels_nothing() {
        plinth.event(
                "1",
                "state",
                levels(
                        "orders",
                        7,
                        String.join(
                                ",",
                                entry("a", "loud", "2026-07-01T12:00:00Z"),
                                entry("b", "debug", "at noon"),
                                "{\"level\": \"debug\", \"until\": \"2026-07-01T12:00:00Z\"}",
                                entry("dev.shop", "debug", "2026-07-01T12:00:00Z"))));
        plinth.event("1", "synced", "{}");
        try (PlinthClient client = client()) {
            assertThat(client.awaitState(Duration.ofSeconds(5))).isTrue();
            assertThat(entries(client)).containsExactly(DEBUG);
        }
    }

    @Test
    void they_stay_while_plinth_is_away_and_what_was_missed_is_caught_up() {
        plinth.event("1", "state", levels("orders", 7, entry("dev.shop", "debug", "2026-07-01T12:00:00Z")));
        plinth.event("1", "synced", "{}");
        try (PlinthClient client = client()) {
            assertThat(client.awaitState(Duration.ofSeconds(5))).isTrue();
            plinth.hangUp();
            await().until(() -> plinth.watchPositions().equals(List.of("null", "1")));
            assertThat(entries(client)).containsExactly(DEBUG);
            plinth.answerWatchesWith(410);
            plinth.hangUp();
            plinth.event("9", "synced", "{}");
            await().until(() -> entries(client).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void a_plinth_that_does_not_show_them_shows_all_else(int status) {
        plinth.refuse("LogLevel", status);
        plinth.config(7, "{\"color\": \"red\"}");
        plinth.event("1", "state", config(7));
        plinth.event("1", "synced", "{}");
        try (PlinthClient client = client()) {
            assertThat(client.awaitState(Duration.ofSeconds(5))).isTrue();
            assertThat(client.problem()).isEmpty();
            assertThat(plinth.watchQueries()).containsExactly(ALL, LEAST);
            assertThat(entries(client)).isEmpty();
            plinth.config(8, "{\"color\": \"blue\"}");
            plinth.event("2", "put", config(8));
            await().until(() -> client.configuration().state().properties().equals(Map.of("color", "blue")));
        }
    }

    @Test
    void a_plinth_that_shows_them_again_is_asked_for_the_state_and_one_that_does_no_more_goes_on() {
        plinth.refuse("LogLevel", 404);
        plinth.event("1", "synced", "{}");
        try (PlinthClient client = client()) {
            assertThat(client.awaitState(Duration.ofSeconds(5))).isTrue();
            plinth.hangUp();
            await().until(() -> plinth.watchPositions().equals(List.of("null", "null", "null", "1")));
            assertThat(plinth.watchQueries()).containsExactly(ALL, LEAST, ALL, LEAST);
            plinth.refuse("", 0);
            plinth.event("5", "put", config(5));
            plinth.hangUp();
            plinth.event("7", "state", levels("orders", 7, entry("dev.shop", "debug", "2026-07-01T12:00:00Z")));
            plinth.event("7", "synced", "{}");
            await().until(() -> entries(client).equals(List.of(DEBUG)));
            assertThat(plinth.watchPositions()).endsWith("1", "null");
            plinth.refuse("LogLevel", 403);
            plinth.hangUp();
            await().until(() -> plinth.watchPositions().size() == 7);
            assertThat(plinth.watchPositions()).endsWith("7", "7");
            assertThat(plinth.watchQueries()).endsWith(ALL, LEAST);
            assertThat(entries(client)).as("they end by themselves").containsExactly(DEBUG);
        }
    }

    @Test
    void who_may_read_nothing_at_all_is_told_so() {
        plinth.refuse("Config", 403);
        try (PlinthClient client = client()) {
            assertThat(client.awaitState(Duration.ofMillis(500))).isFalse();
            assertThat(client.problem()).isEqualTo("status 403");
        }
    }
}
