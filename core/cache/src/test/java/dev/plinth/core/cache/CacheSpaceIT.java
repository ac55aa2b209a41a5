// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.TestCache;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.redis.RedisEngine;
import dev.plinth.engines.testing.TestingEngine;
import dev.plinth.engines.testing.TestingPostgres;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;
import tools.jackson.databind.JsonNode;

/** What apps get of Redis, and what they do not. */
class CacheSpaceIT {
    @TempDir
    static Path engines;

    private static TestingEngine redis;
    private static TestCore core;

    @BeforeAll
    static void start() {
        redis = new TestingEngine(new RedisEngine(), engines);
        EngineConnection connection = redis.connection();
        core = TestCore.start(
                TestCache.class,
                TestingPostgres.freshDatabase(),
                TestCore.temporary(),
                "--plinth.engines.redis.url=" + connection.url(),
                "--plinth.engines.redis.username=" + connection.username(),
                "--plinth.engines.redis.password-file=" + connection.passwordFile());
    }

    @AfterAll
    static void stop() {
        core.close();
        redis.close();
    }

    private static JsonNode space(String name, String app) {
        Answer applied =
                core.admin().apply("kind: CacheSpace\nenv: dev\nname: %s\nspec: {apps: [%s]}\n".formatted(name, app));
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> core.app(app)
                                .get("/api/v1/connections?env=dev&app=" + app)
                                .body()
                                .at("/items/0"),
                        item -> item.at("/ready").asBoolean(false));
    }

    private static Jedis open(JsonNode item) {
        URI uri = URI.create(item.at("/url").asString());
        return new Jedis(
                new HostAndPort(uri.getHost(), uri.getPort()),
                DefaultJedisClientConfig.builder()
                        .user(item.at("/username").asString())
                        .password(item.at("/password").asString())
                        .build());
    }

    @Test
    void an_app_uses_its_own_keys_and_sees_no_others() {
        JsonNode catalog = space("catalog", "catalog");
        JsonNode other = space("other", "stranger");
        String prefix = catalog.at("/properties/prefix").asString();
        assertThat(prefix).isEqualTo("dev.catalog:");
        try (Jedis own = open(catalog);
                Jedis stranger = open(other)) {
            own.set(prefix + "film:1", "Alien");
            assertThat(own.get(prefix + "film:1")).isEqualTo("Alien");
            assertThat(own.publish(prefix + "changed", "1")).isZero();
            assertThat(own.info("server")).contains("redis_version");
            assertThat(own.eval("return redis.call('GET', KEYS[1])", 1, prefix + "film:1"))
                    .isEqualTo("Alien");
            assertThatThrownBy(() -> stranger.get(prefix + "film:1")).hasMessageContaining("NOPERM");
            assertThatThrownBy(() -> stranger.publish(prefix + "changed", "1")).hasMessageContaining("NOPERM");
            assertThatThrownBy(() -> own.set("film:1", "x")).hasMessageContaining("NOPERM");
            assertThatThrownBy(() -> own.keys("*")).hasMessageContaining("NOPERM");
            assertThatThrownBy(() -> own.scan("0")).hasMessageContaining("NOPERM");
            assertThatThrownBy(own::flushAll).hasMessageContaining("NOPERM");
            assertThatThrownBy(() -> own.configGet("*")).hasMessageContaining("NOPERM");
            assertThatThrownBy(() -> own.aclList()).hasMessageContaining("NOPERM");
            assertThatThrownBy(() -> own.eval("return redis.call('GET', 'dev.other:x')"))
                    .isInstanceOf(JedisDataException.class);
        }
    }

    @Test
    void users_survive_a_kill_of_redis_and_of_what_is_deleted_nothing_can_be_done() {
        JsonNode item = space("kept", "keeper");
        redis.killAndRestart();
        try (Jedis own = open(item)) {
            own.set("dev.kept:a", "1");
        }
        core.admin().delete("/api/v1/resources/CacheSpace/kept?env=dev");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThatThrownBy(() -> {
                            try (Jedis own = open(item)) {
                                own.ping();
                            }
                        })
                        .hasMessageContaining("WRONGPASS"));
    }

    @Test
    void a_space_without_apps_is_refused() {
        Answer answer = core.admin().apply("kind: CacheSpace\nenv: dev\nname: none\nspec: {apps: []}\n");
        assertThat(answer.code()).isEqualTo("resource.invalid");
        assertThat(answer.text()).contains("spec.apps");
    }
}
