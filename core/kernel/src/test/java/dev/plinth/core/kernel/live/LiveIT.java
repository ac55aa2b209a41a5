// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.kernel.TestApplication;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import dev.plinth.core.testing.TestCore.Sse;
import dev.plinth.core.testing.TestCore.Watching;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Leased items: up while renewed, and in no ledger. */
class LiveIT {
    private static TestCore core;
    private static Caller admin;

    @BeforeAll
    static void start() {
        core = TestCore.start(TestApplication.class);
        admin = core.admin();
        Answer applied = admin.apply("""
                kind: Role
                name: nodes
                spec: {rules: [{verbs: [read, write, delete], kinds: [Node], environments: [dev]}]}
                ---
                kind: RoleBinding
                name: nodes
                spec: {role: nodes, subjects: ["process:one", "process:two"]}
                """);
        assertThat(admin.get("/api/v1/resources/Role?position=" + applied.header("Plinth-Position"))
                        .status())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    private static Answer put(Caller caller, String name, String more) {
        return caller.put(
                "/api/v1/live/Node/" + name + "?env=dev", "{\"spec\": {\"address\": \"127.0.0.1:9\"}" + more + "}");
    }

    private static String heartbeat(Caller caller, String name) {
        return caller.post(
                        "/api/v1/live/heartbeats",
                        "application/json",
                        "{\"items\": [{\"kind\": \"Node\", \"env\": \"dev\", \"name\": \"" + name + "\"}]}")
                .body()
                .at("/unknown")
                .toString();
    }

    /** What another test did last may be news to a watch that has just begun. */
    private static Sse newsOf(Watching watching, String... names) {
        Sse news = watching.nextNews();
        while (!List.of(names).contains(news.data().at("/name").asString())) {
            news = watching.nextNews();
        }
        return news;
    }

    @Test
    void an_item_goes_down_when_nobody_renews_it_and_stays_when_somebody_does() {
        try (Watching watching = admin.watch("?kind=Node", Map.of())) {
            watching.synced();
            put(core.process("one"), "renewed", ", \"leaseSeconds\": 2");
            put(core.process("one"), "left", ", \"leaseSeconds\": 2");
            assertThat(newsOf(watching, "renewed", "left").name()).isEqualTo("put");
            assertThat(newsOf(watching, "renewed", "left").name()).isEqualTo("put");
            Thread renewing = Thread.ofVirtual().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    heartbeat(core.process("one"), "renewed");
                }
            });
            Sse down = newsOf(watching, "renewed", "left");
            renewing.interrupt();
            assertThat(down.name()).isEqualTo("delete");
            assertThat(down.data().at("/name").asString()).isEqualTo("left");
            assertThat(heartbeat(core.process("one"), "left")).contains("left");
        }
    }

    @Test
    void heartbeats_and_repeated_registrations_are_no_events() {
        Caller one = core.process("one");
        try (Watching watching = admin.watch("?kind=Node", Map.of())) {
            watching.synced();
            put(one, "steady", "");
            put(one, "steady", "");
            assertThat(heartbeat(one, "steady")).isEqualTo("[]");
            put(one, "steady", ", \"state\": \"draining\"");
            assertThat(newsOf(watching, "steady").data().at("/state").asString())
                    .isEqualTo("up");
            assertThat(newsOf(watching, "steady").data().at("/state").asString())
                    .isEqualTo("draining");
            one.delete("/api/v1/live/Node/steady?env=dev");
            assertThat(newsOf(watching, "steady").name()).isEqualTo("delete");
        }
    }

    @Test
    void an_item_belongs_to_who_registered_it() {
        put(core.process("one"), "owned", "");
        assertThat(put(core.process("two"), "owned", "").body().at("/detail").asString())
                .isEqualTo("Node/owned in dev was registered by process:one.");
        assertThat(core.process("two").delete("/api/v1/live/Node/owned?env=dev").status())
                .isEqualTo(403);
        assertThat(heartbeat(core.process("two"), "owned")).contains("owned");
    }

    @Test
    void it_is_checked_like_a_resource_and_never_in_the_ledger() {
        assertThat(core.process("one")
                        .put("/api/v1/live/Node/bad?env=dev", "{\"spec\": {\"address\": \"\"}}")
                        .body()
                        .at("/violations/0/field")
                        .asString())
                .isEqualTo("spec.address");
        assertThat(put(core.process("one"), "bad", ", \"leaseSeconds\": 1")
                        .body()
                        .at("/violations/0/field")
                        .asString())
                .isEqualTo("lease");
        put(core.process("one"), "unlisted", "");
        assertThat(admin.get("/api/v1/changes?kind=Node").body().at("/items")).isEmpty();
    }
}
