// SPDX-License-Identifier: Apache-2.0
package dev.plinth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an app learns of its engines, and when. */
class EngineConnectionsTest {
    private static final String READY = """
            [{"kind": "Database", "name": "shop", "object": "dev.shop", "ready": true, "url": "jdbc:postgresql://h/dev.shop",
              "username": "dev.shop", "password": "planted", "properties": {"a": "b"}}]""";
    private static final String PENDING =
            "[{\"kind\": \"Database\", \"name\": \"shop\", \"ready\": false, \"problem\": \"It is being made.\"}]";

    @TempDir
    Path directory;

    private TestingPlinth plinth;
    private PlinthClient client;

    @BeforeEach
    void start() throws Exception {
        plinth = new TestingPlinth();
        client = client();
    }

    @AfterEach
    void stop() {
        client.close();
        plinth.close();
    }

    private PlinthClient client() {
        return PlinthClient.start(new PlinthClient.Settings(plinth.url(), "orders", () -> "s", "dev", directory));
    }

    @Test
    void they_are_waited_for_while_they_are_being_made() {
        plinth.connections(200, PENDING);
        var asked = CompletableFuture.supplyAsync(() -> client.connections(Duration.ofSeconds(20)));
        plinth.connections(200, READY);
        assertThat(asked.join()).singleElement().satisfies(database -> {
            assertThat(database.object()).isEqualTo("dev.shop");
            assertThat(database.password()).isEqualTo("planted");
            assertThat(database.properties()).containsEntry("a", "b");
            assertThat(database.toString()).doesNotContain("planted");
        });
    }

    @Test
    void what_does_not_become_ready_is_named_with_the_reason() {
        plinth.connections(200, PENDING);
        assertThatThrownBy(() -> client.connections(Duration.ofMillis(300)))
                .isInstanceOf(PlinthException.Unavailable.class)
                .hasMessageContaining("Database/shop: It is being made.");
    }

    @Test
    void those_of_an_earlier_run_are_good_while_plinth_is_away() throws Exception {
        plinth.connections(200, READY);
        client.connections(Duration.ofSeconds(5));
        Path file = directory.resolve("connections.json");
        await().until(() -> Files.exists(file));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        plinth.connections(503, "[]");
        assertThat(client.connections(Duration.ofMillis(300))).hasSize(1);
        plinth.connections(200, PENDING);
        assertThat(client.connections(Duration.ofMillis(300))).hasSize(1);
    }

    @Test
    void who_may_not_know_them_is_told_at_once() {
        plinth.connections(403, "[]");
        assertThatThrownBy(() -> client.connections(Duration.ofSeconds(20)))
                .isInstanceOf(PlinthException.Refused.class);
    }
}
