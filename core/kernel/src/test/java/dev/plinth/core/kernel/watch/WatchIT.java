// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.kernel.TestApplication;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import dev.plinth.core.testing.TestCore.Sse;
import dev.plinth.core.testing.TestCore.Watching;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.testing.TestingPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State first, then each change once and in order. */
class WatchIT {
    private static final EngineConnection DATABASE = TestingPostgres.freshDatabase();
    private static final Path DIRECTORY = TestCore.temporary();
    private static TestCore core;
    private static Caller admin;

    @BeforeAll
    static void start() {
        core = TestCore.start(TestApplication.class, DATABASE, DIRECTORY);
        admin = core.admin();
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    private static Answer widget(String name, int size) {
        return admin.put("/api/v1/resources/Widget/" + name + "?env=dev", "{\"spec\": {\"size\": " + size + "}}");
    }

    private static int size(Sse event) {
        return event.data().at("/spec/size").asInt();
    }

    @Test
    void the_state_comes_first_then_what_changes() {
        Answer before = widget("state", 1);
        admin.get("/api/v1/resources/Widget?position=" + before.header("Plinth-Position"));
        try (Watching watching = admin.watch("?kind=Widget&env=dev", Map.of())) {
            List<String> state = new ArrayList<>();
            Sse event = watching.nextNews();
            while (event.name().equals("state")) {
                state.add(event.data().at("/name").asString());
                assertThat(event.id()).isEmpty();
                event = watching.nextNews();
            }
            assertThat(event.name()).isEqualTo("synced");
            assertThat(state).contains("state");
            widget("state", 2);
            Sse put = watching.nextNews();
            assertThat(put.name()).isEqualTo("put");
            assertThat(size(put)).isEqualTo(2);
            admin.delete("/api/v1/resources/Widget/state?env=dev");
            Sse delete = watching.nextNews();
            assertThat(delete.name()).isEqualTo("delete");
            assertThat(delete.data().has("spec")).isFalse();
        }
    }

    @Test
    void a_watch_is_resumed_where_it_was_also_by_another_core() {
        String last;
        try (Watching watching = admin.watch("?kind=Widget", Map.of())) {
            watching.synced();
            widget("resume", 1);
            last = watching.nextNews().id();
        }
        widget("resume", 2);
        widget("resume", 3);
        try (Watching again = admin.watch("?kind=Widget", Map.of("Last-Event-ID", last))) {
            assertThat(List.of(size(again.nextNews()), size(again.nextNews()))).containsExactly(2, 3);
        }
        try (TestCore second = TestCore.start(TestApplication.class, DATABASE, DIRECTORY);
                Watching again = second.admin().watch("?kind=Widget", Map.of("Last-Event-ID", last))) {
            assertThat(List.of(size(again.nextNews()), size(again.nextNews()))).containsExactly(2, 3);
            widget("resume", 4);
            assertThat(size(again.nextNews())).isEqualTo(4);
        }
    }

    @Test
    void only_what_was_asked_for_comes() {
        try (Watching watching = admin.watch("?kind=Widget,Environment&env=prod", Map.of())) {
            watching.synced();
            widget("asked", 1);
            admin.put("/api/v1/resources/Box/asked?env=prod", "{\"spec\": {}}");
            admin.put("/api/v1/resources/Environment/asked", "{\"spec\": {}}");
            assertThat(watching.nextNews().data().at("/kind").asString()).isEqualTo("Environment");
            admin.put("/api/v1/resources/Widget/asked?env=prod", "{\"spec\": {\"size\": 5}}");
            assertThat(size(watching.nextNews())).isEqualTo(5);
        }
    }

    @Test
    void durable_and_live_items_come_in_one_stream_and_are_resumed_together() {
        String last;
        try (Watching watching = admin.watch("", Map.of())) {
            watching.synced();
            widget("mixed", 1);
            assertThat(watching.newsOf("mixed").data().at("/kind").asString()).isEqualTo("Widget");
            node("mixed-a", "127.0.0.1:1");
            Sse live = watching.newsOf("mixed-a");
            assertThat(live.data().at("/state").asString()).isEqualTo("up");
            last = live.id();
        }
        widget("mixed", 2);
        node("mixed-a", "127.0.0.1:2");
        try (Watching again = admin.watch("", Map.of("Last-Event-ID", last))) {
            List<String> kinds = List.of(
                    again.nextNews().data().at("/kind").asString(),
                    again.nextNews().data().at("/kind").asString());
            assertThat(kinds).containsExactlyInAnyOrder("Widget", "Node");
        }
    }

    private static void node(String name, String address) {
        admin.put("/api/v1/live/Node/" + name + "?env=dev", "{\"spec\": {\"address\": \"" + address + "\"}}");
    }

    @Test
    void a_silent_watch_gets_heartbeats_that_move_the_position() {
        try (Watching watching = admin.watch("?kind=Box&env=nowhere", Map.of())) {
            String synced = watching.synced();
            widget("silent", 1);
            Sse heartbeat = Objects.requireNonNull(watching.next());
            assertThat(heartbeat.name()).isEmpty();
            assertThat(heartbeat.id()).isNotEqualTo(synced).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "MDEyM2FiY2QuMS4x!", "e30"})
    void a_forged_position_is_refused(String position) {
        assertThat(admin.send("GET", "/api/v1/watch", null, null, Map.of("Last-Event-ID", position))
                        .code())
                .isEqualTo("watch.position-invalid");
    }

    @Test
    void a_position_of_another_installation_is_told_to_start_over() {
        String other = new Position("00ff00ff", 1, 0).encode();
        Answer answer = admin.send("GET", "/api/v1/watch", null, null, Map.of("Last-Event-ID", other));
        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.code()).isEqualTo("watch.position-too-old");
    }

    @Test
    void a_position_that_is_too_old_is_told_to_start_over() {
        try (TestCore own = withSmallLog()) {
            Caller caller = own.admin();
            String old;
            try (Watching watching = caller.watch("?kind=Box", Map.of())) {
                old = watching.synced();
            }
            fill(caller, 20);
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                Answer answer = caller.send("GET", "/api/v1/watch?kind=Box", null, null, Map.of("Last-Event-ID", old));
                assertThat(answer.status()).isEqualTo(410);
                assertThat(answer.body().at("/detail").asString()).contains("Watch again without a position");
            });
        }
    }

    /** Ten specs of 200 kB fill its log of events, so that the first go. */
    private static TestCore withSmallLog() {
        return TestCore.start(
                TestApplication.class,
                TestingPostgres.freshDatabase(),
                TestCore.temporary(),
                "--plinth.watch.log-size=2MB");
    }

    private static void fill(Caller caller, int times) {
        for (int i = 0; i < times; i++) {
            put(caller, i);
        }
    }

    private static void put(Caller caller, int number) {
        String spec = "{\"spec\": {\"note\": \"" + number + "x".repeat(200_000) + "\"}}";
        assertThat(caller.put("/api/v1/resources/Box/large?env=dev", spec).status())
                .isEqualTo(200);
    }

    @Test
    void a_reader_who_does_not_read_is_cut_off_and_delays_nobody() throws IOException {
        try (TestCore own = withSmallLog();
                Socket slow = new Socket("127.0.0.1", own.port())) {
            Caller caller = own.admin();
            slow.setReceiveBufferSize(4_096);
            slow.getOutputStream()
                    .write(("GET /api/v1/watch?kind=Box HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + dev.plinth.engines.SecretFiles.read(
                                            own.directory().resolve("local.token"))
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream input = slow.getInputStream();
            assertThat(input.read()).isEqualTo('H');
            WatchHub hub = own.bean(WatchHub.class);
            await().until(() -> hub.watching() == 1);
            try (Watching quick = caller.watch("?kind=Box", Map.of())) {
                quick.synced();
                for (int i = 0; i < 80; i++) {
                    put(caller, i);
                    assertThat(quick.nextNews().data().at("/spec/note").asString())
                            .startsWith(i + "x");
                }
                await().atMost(Duration.ofSeconds(20)).until(() -> hub.watching() == 1);
            }
        }
    }

    @Test
    void an_orderly_stop_lets_watchers_go_at_once() {
        TestCore own = TestCore.start(TestApplication.class);
        try (Watching watching = own.admin().watch("", Map.of())) {
            watching.synced();
            long begin = System.nanoTime();
            own.close();
            Sse event = watching.next();
            while (event != null) {
                event = watching.next();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
        }
    }
}
