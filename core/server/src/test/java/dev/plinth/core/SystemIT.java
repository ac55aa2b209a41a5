// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.engines.testing.TestingPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one is told of the installation, and the console's files. */
class SystemIT {
    @TempDir
    static Path directory;

    private static TestCore core;

    @BeforeAll
    static void start() throws IOException {
        Path state = Files.writeString(directory.resolve("state.json"), """
                {"version": "1.2.3", "publicUrl": "http://localhost:8080", "ofTomorrow": true,
                 "engines": [{"name": "postgres", "version": "18.6", "url": "jdbc:x", "bundled": true}],
                 "settings": [{"name": "portOffset", "value": "0", "given": false, "description": "Added"}],
                 "processes": [{"name": "core", "state": "BACKING_OFF", "pid": %d, "port": 7070, "restarts": 2,
                   "since": "2026-01-01T00:00:00Z", "detail": "", "action": ""}]}
                """.formatted(
                        ProcessHandle.current().pid()));
        Path console = directory.resolve("console");
        Files.createDirectories(console.resolve("assets"));
        Files.writeString(console.resolve("index.html"), "<script nonce=\"__PLINTH_NONCE__\"></script>");
        Files.writeString(console.resolve("icon.svg"), "<svg/>");
        Files.writeString(console.resolve("assets/index-abc.js"), "1");
        Files.writeString(directory.resolve("secret.txt"), "no console file");
        core = TestCore.start(
                PlinthCore.class,
                TestingPostgres.freshDatabase(),
                Files.createDirectory(directory.resolve("core")),
                "--plinth.system.state-file=" + state,
                "--plinth.console.directory=" + console);
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    @Test
    void it_tells_what_the_supervisor_wrote() {
        Answer system = core.admin().get("/api/v1/system");
        assertThat(system.body().at("/version").asString()).isEqualTo("1.2.3");
        assertThat(system.body().at("/engines/0/version").asString()).isEqualTo("18.6");
        assertThat(system.body().at("/settings/0/name").asString()).isEqualTo("portOffset");
        Answer processes = core.admin().get("/api/v1/system/processes");
        assertThat(processes.body().at("/items/0/state").asString()).isEqualTo("backing-off");
        assertThat(processes.body().at("/items/0/memoryBytes").asLong()).isGreaterThan(10_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/system", "/api/v1/system/processes"})
    void only_for_who_may_read_it(String path) {
        assertThat(core.anonymous().get(path).status()).isEqualTo(401);
        assertThat(core.process("gateway").get(path).status()).isEqualTo(403);
        assertThat(core.admin().get(path).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console", "/console/", "/console/routes", "/console/config/shop.orders/x"})
    void every_page_is_the_document_with_a_nonce_of_its_own(String path) {
        assertThat(core.anonymous().get(path).status()).isEqualTo(401);
        Answer page = core.process("anybody").get(path);
        assertThat(page.status()).isEqualTo(200);
        Matcher nonce = Pattern.compile("nonce=\"([^\"_]+)\"").matcher(page.text());
        assertThat(nonce.find()).as(page.text()).isTrue();
        assertThat(page.header("Content-Security-Policy"))
                .contains("'nonce-" + nonce.group(1) + "'")
                .contains("default-src 'none'");
        assertThat(page.header("Cache-Control")).contains("no-store");
        assertThat(core.admin().get(path).text()).isNotEqualTo(page.text());
    }

    @Test
    void files_named_after_their_content_are_kept_by_browsers() {
        Answer script = core.admin().get("/console/assets/index-abc.js");
        assertThat(script.status()).isEqualTo(200);
        assertThat(script.header("Cache-Control")).contains("immutable").contains("private");
        assertThat(script.header("Content-Type")).contains("javascript");
        assertThat(core.admin().get("/console/icon.svg").header("Content-Type")).isEqualTo("image/svg+xml");
        assertThat(core.anonymous().get("/console/icon.svg").status()).isEqualTo(401);
        assertThat(core.anonymous().get("/console/assets/index-abc.js").status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/console/assets/missing.js", "/console/assets/..%2f..%2fsecret.txt", "/console/missing.svg"})
    void what_is_no_file_of_the_console_is_not_found(String path) {
        Answer answer = core.admin().get(path);
        assertThat(answer.status()).isBetween(400, 404);
        assertThat(answer.text()).doesNotContain("no console file");
    }
}
