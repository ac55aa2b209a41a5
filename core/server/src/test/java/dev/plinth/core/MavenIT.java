// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.engines.testing.TestingPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SDK as a Maven repository: for everybody, and nothing beside it. */
class MavenIT {
    private static final String POM = "/maven/dev/plinth/x/1/x-1.pom";

    @TempDir
    static Path directory;

    private static TestCore core;

    @BeforeAll
    static void start() throws IOException {
        Path repository = directory.resolve("maven");
        Files.createDirectories(repository.resolve("dev/plinth/x/1"));
        Files.writeString(repository.resolve("dev/plinth/x/1/x-1.pom"), "<project/>");
        Files.writeString(directory.resolve("secret.txt"), "no part of it");
        core = TestCore.start(
                PlinthCore.class,
                TestingPostgres.freshDatabase(),
                Files.createDirectory(directory.resolve("core")),
                "--plinth.maven.directory=" + repository);
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    @Test
    void anybody_reads_what_is_published_with_its_checksum() {
        Answer pom = core.anonymous().get(POM);
        assertThat(pom.status()).isEqualTo(200);
        assertThat(pom.text()).isEqualTo("<project/>");
        assertThat(core.anonymous().get(POM + ".sha1").text()).isEqualTo(sha1("<project/>"));
        assertThat(core.admin().get(POM).status()).isEqualTo(200);
    }

    private static String sha1(String text) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(java.security.MessageDigest.getInstance("SHA-1")
                            .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/maven/dev/plinth/x/1/x-1.jar",
                "/maven/dev/plinth/x",
                "/maven/",
                "/maven/..%2fsecret.txt",
                "/maven/%2e%2e/secret.txt",
                "/maven//etc/passwd",
            })
    void nothing_else_is_there(String path) {
        Answer answer = core.anonymous().get(path);
        assertThat(answer.status()).isIn(400, 404, 401);
        assertThat(answer.text()).doesNotContain("no part of it").doesNotContain("root:");
    }

    @Test
    void nobody_writes() {
        assertThat(core.admin().put(POM, "{}").status()).isEqualTo(403);
        assertThat(core.anonymous().delete(POM).status()).isEqualTo(403);
        assertThat(core.anonymous().get(POM).text()).isEqualTo("<project/>");
    }
}
