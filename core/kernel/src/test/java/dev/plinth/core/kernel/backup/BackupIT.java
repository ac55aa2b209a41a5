// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.kernel.TestApplication;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.secret.SecretVault;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import dev.plinth.core.testing.TestCore.Sse;
import dev.plinth.core.testing.TestCore.Watching;
import dev.plinth.engines.testing.TestingPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What was decided survives in one file. */
class BackupIT {
    private static TestCore core;
    private static byte[] backup;

    @BeforeAll
    static void start() {
        core = TestCore.start(TestApplication.class);
        Caller admin = core.admin();
        admin.apply("""
                kind: Box
                env: dev
                name: b
                spec: {note: "tab\\tquote\\"back\\\\slash ä"}
                ---
                kind: Widget
                env: dev
                name: w
                spec: {size: 1, box: b}
                ---
                kind: Secret
                env: dev
                name: s
                spec: {value: kept-value}
                """);
        admin.put("/api/v1/resources/Widget/w?env=dev", "{\"spec\": {\"size\": 2, \"box\": \"b\"}}");
        backup = admin.get("/api/v1/backup").response().body();
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    private static Answer restore(TestCore into, byte[] file) {
        return into.admin().send("POST", "/api/v1/restore", "application/zip", file, Map.of());
    }

    /** An empty installation with the master key of the first. */
    private static TestCore empty() {
        try {
            Path directory = TestCore.temporary();
            Files.copy(core.directory().resolve("master.key"), directory.resolve("master.key"));
            return TestCore.start(TestApplication.class, TestingPostgres.freshDatabase(), directory);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void an_empty_installation_becomes_what_was_backed_up_and_works_on() {
        try (TestCore other = empty()) {
            Caller admin = other.admin();
            Answer restored = restore(other, backup);
            assertThat(restored.status()).isEqualTo(200);
            long position = restored.body().at("/position").asLong();
            assertThat(admin.get("/api/v1/resources/Box/b?env=dev&position=" + position)
                            .body()
                            .at("/spec"))
                    .isEqualTo(core.admin()
                            .get("/api/v1/resources/Box/b?env=dev")
                            .body()
                            .at("/spec"));
            assertThat(admin.get("/api/v1/changes?limit=1000").body().at("/items"))
                    .isEqualTo(core.admin()
                            .get("/api/v1/changes?limit=1000")
                            .body()
                            .at("/items"));
            assertThat(other.bean(SecretVault.class)
                            .reveal(new Principal("local:" + System.getProperty("user.name"), Set.of()), "dev", "s"))
                    .isEqualTo("kept-value");
            assertThat(admin.delete("/api/v1/resources/Box/b?env=dev").code()).isEqualTo("resource.referenced");
            Answer reverted = admin.post("/api/v1/changes/" + position + "/revert", "application/json", "");
            assertThat(reverted.body().at("/position").asLong()).isEqualTo(position + 1);
        }
    }

    @Test
    void who_watches_an_installation_that_is_restored_is_told_to_start_over() {
        try (TestCore other = empty();
                Watching watching = other.admin().watch("", Map.of())) {
            String before = watching.synced();
            long position = restore(other, backup).body().at("/position").asLong();
            Sse event = watching.next();
            while (event != null) {
                // that this core is up is live, and in no ledger
                if (!event.data().path("kind").asString("").equals("Core")) {
                    assertThat(event.name())
                            .as("no change of the restored ledger is taken for the next one")
                            .isNotIn("put", "delete");
                }
                event = watching.next();
            }
            other.admin().get("/api/v1/resources/Widget?position=" + position);
            assertThat(other.admin()
                            .send("GET", "/api/v1/watch", null, null, Map.of("Last-Event-ID", before))
                            .status())
                    .isEqualTo(410);
        }
    }

    @Test
    void an_installation_that_holds_something_is_not_overwritten() {
        Answer refused = restore(core, backup);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("backup.installation-not-empty");
    }

    @Test
    void another_master_key_is_named_and_nothing_is_touched() {
        try (TestCore other = TestCore.start(TestApplication.class)) {
            Answer refused = restore(other, backup);
            assertThat(refused.code()).isEqualTo("secret.unreadable");
            assertThat(refused.body().at("/detail").asString()).contains("secrets/master.key");
            assertThat(other.admin().get("/api/v1/resources/Environment").body().at("/items"))
                    .hasSize(2);
        }
    }

    @Test
    void a_file_that_is_none_or_not_whole_is_refused_and_nothing_is_touched() {
        try (TestCore other = empty()) {
            assertThat(restore(other, "hello".getBytes(StandardCharsets.UTF_8)).code())
                    .isEqualTo("backup.unreadable");
            for (int cut = 1; cut < 10; cut++) {
                Answer refused = restore(other, Arrays.copyOf(backup, backup.length * cut / 12));
                assertThat(refused.code()).as(refused.text()).isEqualTo("backup.unreadable");
            }
            assertThat(other.admin().get("/api/v1/changes").body().at("/items"))
                    .allMatch(change -> change.at("/author").asString().equals("system"));
            assertThat(restore(other, backup).status()).isEqualTo(200);
        }
    }
}
