// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.TestDatabase;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.testing.TestingPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an app gets of PostgreSQL, and what it does not. */
class DatabaseIT {
    private final EngineConnection database = TestingPostgres.freshDatabase();
    private final Path directory = TestCore.temporary();
    private TestCore core;

    @BeforeEach
    void start() {
        core = TestCore.start(TestDatabase.class, database, directory);
    }

    @AfterEach
    void stop() {
        core.close();
    }

    private String declare(String name, String app) {
        Answer applied =
                core.admin().apply("kind: Database\nenv: dev\nname: %s\nspec: {app: %s}\n".formatted(name, app));
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        return applied.header("Plinth-Position");
    }

    private JsonNode connection(String app) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> core.app(app)
                                .get("/api/v1/connections?env=dev&app=" + app)
                                .body()
                                .at("/items/0"),
                        item -> item.at("/ready").asBoolean(false));
    }

    private static Connection open(JsonNode item) throws SQLException {
        return DriverManager.getConnection(
                item.at("/url").asString(),
                item.at("/username").asString(),
                item.at("/password").asString());
    }

    @Test
    void an_app_gets_a_database_that_is_its_own_and_sees_no_other() throws Exception {
        declare("shop", "orders");
        JsonNode item = connection("orders");
        assertThat(item.at("/object").asString()).isEqualTo("dev.shop");
        try (Connection own = open(item)) {
            own.createStatement().execute("create table film (title text)");
            ResultSet me = own.createStatement()
                    .executeQuery("select rolsuper or rolcreaterole or rolcreatedb or rolreplication, rolconnlimit"
                            + " from pg_roles where rolname = current_user");
            me.next();
            assertThat(me.getBoolean(1)).isFalse();
            assertThat(me.getInt(2)).isEqualTo(20);
        }
        assertThatThrownBy(() -> DriverManager.getConnection(
                        database.url(),
                        item.at("/username").asString(),
                        item.at("/password").asString()))
                .hasMessageContaining("permission denied for database");
        declare("till", "payments");
        JsonNode other = connection("payments");
        assertThatThrownBy(() -> DriverManager.getConnection(
                        item.at("/url").asString(),
                        other.at("/username").asString(),
                        other.at("/password").asString()))
                .hasMessageContaining("permission denied for database");
        core.admin().delete("/api/v1/resources/Database/till?env=dev");
    }

    @Test
    void only_the_app_itself_is_told_its_password() {
        declare("shop", "orders");
        connection("orders");
        String path = "/api/v1/connections?env=dev&app=orders";
        assertThat(core.anonymous().get(path).status()).isEqualTo(401);
        assertThat(core.app("payments").get(path).code()).isEqualTo("access.forbidden");
        core.admin().apply("kind: RoleBinding\nname: v\nspec: {role: viewer, subjects: ['process:viewer']}\n");
        assertThat(core.process("viewer").get(path).code()).isEqualTo("access.forbidden");
        assertThat(core.anonymous().get("/api/v1/provided").status()).isEqualTo(401);
        assertThat(core.process("nobody").get("/api/v1/provided").body().at("/items"))
                .isEmpty();
        // the binding is in force when this core has read it back
        JsonNode seen = await().until(
                        () -> core.process("viewer").get("/api/v1/provided").body(),
                        body -> !body.at("/items").isEmpty());
        assertThat(seen.at("/items/0/state").asString()).isEqualTo("ready");
        assertThat(seen.toString())
                .doesNotContain(connection("orders").at("/password").asString());
        assertThat(core.app("orders").get(path).header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void what_is_deleted_loses_its_access_and_no_data() throws Exception {
        declare("shop", "orders");
        JsonNode item = connection("orders");
        try (Connection own = open(item)) {
            own.createStatement().execute("create table if not exists kept (n int)");
            own.createStatement().execute("insert into kept values (7)");
            assertThat(core.admin()
                            .delete("/api/v1/resources/Database/shop?env=dev")
                            .status())
                    .isLessThan(300);
            await().untilAsserted(() -> assertThatThrownBy(() -> open(item)).isInstanceOf(SQLException.class));
            await().until(() -> !own.isValid(1));
        }
        declare("shop", "orders");
        JsonNode again = connection("orders");
        assertThat(again.at("/password")).isNotEqualTo(item.at("/password"));
        try (Connection own = open(again)) {
            ResultSet kept = own.createStatement().executeQuery("select n from kept");
            assertThat(kept.next()).isTrue();
            assertThat(kept.getInt(1)).isEqualTo(7);
        }
    }

    @Test
    void another_core_gives_the_same_password_and_an_engine_that_forgot_learns_again() throws Exception {
        declare("shop", "orders");
        String password = connection("orders").at("/password").asString();
        core.close();
        try (Connection admin = DriverManager.getConnection(
                database.url(),
                database.username(),
                SecretFiles.read(Objects.requireNonNull(database.passwordFile())))) {
            admin.createStatement().execute("alter role \"dev.shop\" nologin password null");
        }
        core = TestCore.start(TestDatabase.class, database, directory);
        JsonNode item = connection("orders");
        assertThat(item.at("/password").asString()).isEqualTo(password);
        open(item).close();
    }

    @Test
    void a_name_too_long_is_said_and_the_others_are_made() {
        String name = "x".repeat(80);
        declare(name, "orders");
        await().untilAsserted(() -> {
            JsonNode item = core.admin().get("/api/v1/provided").body().at("/items/0");
            assertThat(item.at("/state").asString()).isEqualTo("failed");
            assertThat(item.at("/problem").asString()).contains("84 bytes").contains("at most 63");
        });
        declare("shop", "payments");
        connection("payments");
        core.admin().delete("/api/v1/resources/Database/" + name + "?env=dev");
    }

    @Test
    void a_spec_that_makes_no_sense_is_refused_with_the_field() {
        Answer answer =
                core.admin().apply("kind: Database\nenv: dev\nname: shop\nspec: {app: 'Or ders', connections: 0}\n");
        assertThat(answer.code()).isEqualTo("resource.invalid");
        assertThat(answer.text()).contains("spec.app").contains("spec.connections");
    }
}
