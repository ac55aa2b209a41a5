// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.TestIdentity;
import dev.plinth.core.identity.key.SigningKeys;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Sse;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.testing.TestingPostgres;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** Passwords, tokens, codes and secrets are in no table, log, event or backup; and identity comes back from a backup. */
class IdentitySecretIT {
    @Test
    void nothing_that_proves_anything_can_be_read_anywhere() throws Exception {
        EngineConnection database = TestingPostgres.freshDatabase();
        Path directory = TestCore.temporary();
        List<String> planted = new ArrayList<>();
        byte[] backup;
        try (TestCore core = TestIdentity.start(database, directory);
                var watching = core.admin().watch("", Map.of())) {
            People.user(core, "ada", "admins");
            String link = People.link(core, "ada");
            planted.add(link.substring(link.indexOf("token=") + 6));
            planted.add(People.PASSWORD);
            String secret = People.app(
                    core,
                    "shop",
                    "{grantTypes: [authorization_code, refresh_token], redirectUris: [\"https://shop.example/callback\"]}");
            planted.add(secret);
            Browser browser = new Browser(core);
            browser.signIn("ada", People.PASSWORD);
            planted.add(String.valueOf(browser.cookie("plinth-sso")));
            Oauth shop = new Oauth(core, "shop", secret);
            String code = browser.get(shop.authorize("openid", "")).parameter("code");
            planted.add(code);
            Answer tokens = shop.code(code);
            planted.add(tokens.body().at("/access_token").asString());
            planted.add(tokens.body().at("/refresh_token").asString());
            planted.add(tokens.body().at("/id_token").asString());
            planted.add(
                    core.bean(SigningKeys.class).active().getPrivateExponent().toString());
            backup = core.admin().get("/api/v1/backup").response().body();
            core.admin().apply("kind: Environment\nname: last\nspec: {}\n");
            StringBuilder events = new StringBuilder();
            Sse event = watching.nextNews();
            while (!event.data().at("/name").asString("").equals("last")) {
                events.append(event.data());
                event = watching.nextNews();
            }
            assertNone(planted, "an event", events.toString());
        }
        for (String row : rows(database)) {
            assertNone(planted, "a table", row);
        }
        StringBuilder unpacked = new StringBuilder();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(backup))) {
            while (zip.getNextEntry() != null) {
                unpacked.append(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertThat(unpacked.toString()).contains("ada@example.org");
        assertNone(planted, "the backup", unpacked.toString());
        comesBack(directory, backup);
    }

    private static void assertNone(List<String> planted, String where, String text) {
        for (String secret : planted) {
            assertThat(text).as(where).doesNotContain(secret);
        }
    }

    /** Every row of every table as text. */
    private static List<String> rows(EngineConnection database) throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(
                        database.url(),
                        database.username(),
                        SecretFiles.read(Objects.requireNonNull(database.passwordFile())));
                Statement tables = connection.createStatement();
                ResultSet names = tables.executeQuery(
                        "select schemaname || '.' || tablename from pg_tables where schemaname in ('identity', 'kernel')")) {
            while (names.next()) {
                try (Statement each = connection.createStatement();
                        ResultSet row = each.executeQuery("select t::text from " + names.getString(1) + " t")) {
                    while (row.next()) {
                        rows.add(row.getString(1));
                    }
                }
            }
        }
        return rows;
    }

    /** Into an empty installation with the same master key: people sign in with the passwords they had. */
    private static void comesBack(Path directory, byte[] backup) throws Exception {
        Path other = TestCore.temporary();
        Files.copy(directory.resolve("master.key"), other.resolve("master.key"), StandardCopyOption.COPY_ATTRIBUTES);
        try (TestCore core = TestIdentity.start(TestingPostgres.freshDatabase(), other)) {
            Answer restored = core.admin().send("POST", "/api/v1/restore", "application/zip", backup, Map.of());
            assertThat(restored.status()).as(restored.text()).isEqualTo(200);
            await().untilAsserted(() -> assertThat(
                            new Browser(core).signIn("ada", People.PASSWORD).status())
                    .isEqualTo(303));
        }
    }
}
