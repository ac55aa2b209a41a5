// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlinthClientTest {
    private static final String CONFIG =
            "{\"kind\": \"Config\", \"env\": \"dev\", \"name\": \"%s\", \"revision\": %d, \"spec\": {}}";
    private static final String INSTANCE = "{\"kind\": \"Instance\", \"env\": \"dev\", \"name\": \"payments.%1$s\","
            + " \"state\": \"%2$s\", \"spec\": {\"service\": \"payments\", \"host\": \"%1$s\", \"port\": 8081}}";

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
        return client(plinth.url());
    }

    private PlinthClient client(URI url) {
        return PlinthClient.start(new PlinthClient.Settings(url, "orders", () -> "secret", "dev", directory));
    }

    private static Map<String, String> settings(PlinthClient client) {
        return client.configuration().state().properties();
    }

    @Test
    void settings_come_by_watch_and_only_the_apps_own_count() {
        plinth.config(7, "{\"color\": \"red\"}");
        plinth.event("1", "state", CONFIG.formatted("other", 5));
        plinth.event("1", "state", CONFIG.formatted("orders", 7));
        plinth.event("1", "synced", "{}");
        try (PlinthClient client = client()) {
            assertThat(client.awaitState(Duration.ofSeconds(5))).isTrue();
            assertThat(settings(client)).containsExactly(Map.entry("color", "red"));
            List<String> seen = new CopyOnWriteArrayList<>();
            client.configuration().onChange((before, now) -> {
                throw new IllegalStateException("one who cannot take it");
            });
            client.configuration()
                    .onChange((before, now) -> seen.add(before.properties().get("color") + ">"
                            + now.properties().get("color")));
            plinth.config(8, "{\"color\": \"blue\"}");
            plinth.event("2", "put", CONFIG.formatted("orders", 8));
            await().until(() -> seen.equals(List.of("red>blue")));
            plinth.event("3", "delete", CONFIG.formatted("orders", 9));
            await().until(() -> settings(client).isEmpty());
        }
    }

    @Test
    void an_app_starts_from_its_snapshot_while_plinth_is_away_and_catches_up() throws Exception {
        plinth.config(7, "{\"color\": \"red\"}");
        plinth.event("1", "state", CONFIG.formatted("orders", 7));
        plinth.event("1", "state", INSTANCE.formatted("a", "up"));
        plinth.event("1", "synced", "{}");
        try (PlinthClient client = client()) {
            assertThat(client.awaitState(Duration.ofSeconds(5))).isTrue();
        }
        int port = plinth.port();
        plinth.close();
        try (PlinthClient client = client()) {
            assertThat(client.configuration().isKnown()).isTrue();
            assertThat(client.awaitState(Duration.ofMillis(200))).isFalse();
            assertThat(client.problem()).isNotEmpty();
            assertThat(settings(client)).containsExactly(Map.entry("color", "red"));
            assertThat(client.discovery().instances("payments"))
                    .extracting(ServiceInstance::address)
                    .containsExactly("a:8081");
            plinth = new TestingPlinth(port);
            plinth.event("9", "state", INSTANCE.formatted("b", "up"));
            plinth.event("9", "synced", "{}");
            await().until(client::isConnected);
            assertThat(settings(client)).isEmpty();
            assertThat(client.discovery().instances("payments"))
                    .extracting(ServiceInstance::address)
                    .containsExactly("b:8081");
        }
    }

    @Test
    void a_snapshot_is_for_its_owner_only_and_a_broken_one_is_none() throws Exception {
        plinth.event("1", "synced", "{}");
        Path file = directory.resolve("configuration.json");
        try (PlinthClient client = client()) {
            assertThat(client.awaitState(Duration.ofSeconds(5))).isTrue();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.writeString(file, "{\"revision");
        plinth.close();
        try (PlinthClient client = client()) {
            assertThat(client.configuration().isKnown()).isFalse();
        }
    }

    @Test
    void a_watch_goes_on_where_it_was_and_starts_over_when_that_is_too_long_ago() {
        plinth.event("1", "state", INSTANCE.formatted("a", "up"));
        plinth.event("1", "synced", "{}");
        try (PlinthClient client = client()) {
            assertThat(client.awaitState(Duration.ofSeconds(5))).isTrue();
            plinth.hangUp();
            await().until(() -> plinth.watchPositions().equals(List.of("null", "1")));
            plinth.event("2", "put", INSTANCE.formatted("b", "up"));
            await().until(() -> client.discovery().instances("payments").size() == 2);
            plinth.answerWatchesWith(410);
            plinth.hangUp();
            plinth.event("9", "state", INSTANCE.formatted("c", "up"));
            plinth.event("9", "synced", "{}");
            await().until(() -> plinth.watchPositions().equals(List.of("null", "1", "2", "null")));
            await().until(() -> client.discovery().instances("payments").stream()
                    .map(ServiceInstance::host)
                    .toList()
                    .equals(List.of("c")));
        }
    }

    @Test
    void a_wrong_secret_ends_the_wait_at_once() {
        plinth.answerTokensWith(401);
        try (PlinthClient client = client()) {
            assertThatThrownBy(() -> client.awaitState(Duration.ofMinutes(1)))
                    .isInstanceOf(PlinthException.Refused.class);
        }
    }
}
