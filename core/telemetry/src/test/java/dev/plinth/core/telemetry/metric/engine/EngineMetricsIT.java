// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.plinth.core.kernel.engine.EngineProperties.Connection;
import dev.plinth.core.kernel.engine.KafkaSettings;
import dev.plinth.core.kernel.engine.OpenSearchHttp;
import dev.plinth.core.telemetry.dashboard.BuiltInQueries;
import dev.plinth.core.telemetry.metric.CollectedSeries;
import dev.plinth.core.telemetry.metric.duty.PostgresDuty;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.kafka.KafkaEngine;
import dev.plinth.engines.opensearch.OpenSearchEngine;
import dev.plinth.engines.postgres.PostgresEngine;
import dev.plinth.engines.redis.RedisEngine;
import dev.plinth.engines.testing.TestingEngine;
import dev.plinth.promql.model.Labels;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.json.JsonMapper;

/** Real engines, each asked by its own protocol. */
class EngineMetricsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration ROUND = Duration.ofSeconds(15);

    private static final TestingEngine POSTGRES = TestingEngine.untilExit(new PostgresEngine());
    private static final TestingEngine REDIS = TestingEngine.untilExit(new RedisEngine());
    private static final TestingEngine KAFKA = TestingEngine.untilExit(new KafkaEngine());
    private static final TestingEngine OPENSEARCH = TestingEngine.untilExit(new OpenSearchEngine());

    private final CollectedSeries collected = new CollectedSeries();
    private final MovedClock clock = new MovedClock();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private static Connection connection(TestingEngine engine) {
        EngineConnection connection = engine.connection();
        return new Connection(connection.url(), connection.username(), connection.passwordFile());
    }

    private static String password(TestingEngine engine) {
        return SecretFiles.read(Objects.requireNonNull(engine.connection().passwordFile()));
    }

    private JdbcTemplate pool(String user, String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(POSTGRES.connection().url());
        config.setUsername(user);
        config.setPassword(password);
        config.setConnectionTimeout(2_000);
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(0);
        HikariDataSource source = new HikariDataSource(config);
        open.add(source);
        return new JdbcTemplate(source);
    }

    private JdbcTemplate database() {
        return pool(Objects.requireNonNull(POSTGRES.connection().username()), password(POSTGRES));
    }

    private EngineTask task(MonitoredEngine engine, EngineProbe probe) {
        EngineTask task = new EngineTask(engine, probe, collected, () -> true, clock, EngineTask.LIMIT);
        open.add(task::close);
        return task;
    }

    private EngineTask postgres(JdbcTemplate jdbc) {
        return task(MonitoredEngine.postgresql(POSTGRES.connection().url()), new PostgresProbe(jdbc));
    }

    private EngineTask redis() {
        return task(MonitoredEngine.redis(REDIS.connection().url()), new RedisProbe(connection(REDIS)));
    }

    private EngineTask kafka() {
        return task(MonitoredEngine.kafka(KAFKA.connection().url()), new KafkaProbe(() -> admin("engines")));
    }

    private EngineTask opensearch() {
        return task(
                MonitoredEngine.opensearch(OPENSEARCH.connection().url()),
                new OpenSearchProbe(new OpenSearchHttp(connection(OPENSEARCH), JsonMapper.shared())));
    }

    private static Admin admin(String client) {
        return Admin.create(KafkaSettings.of(connection(KAFKA), client));
    }

    private void round(EngineTask... tasks) throws InterruptedException {
        clock.move(ROUND);
        for (EngineTask task : tasks) {
            task.run(clock.millis());
        }
    }

    private List<Double> now(String query) {
        return collected.values(query, clock.millis());
    }

    private static OpenSearchHttp search() {
        return new OpenSearchHttp(connection(OPENSEARCH), JsonMapper.shared());
    }

    private static void produce(String topic, int partition, int messages) {
        Map<String, Object> settings = KafkaSettings.of(connection(KAFKA), "producer");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < messages; i++) {
                var _ = producer.send(new ProducerRecord<>(topic, partition, "key", "message " + i));
            }
        }
    }

    private static Jedis jedis() {
        Jedis jedis = new Jedis(URI.create(REDIS.connection().url()));
        jedis.auth(REDIS.connection().username(), password(REDIS));
        return jedis;
    }

    private static void commit(Admin admin, long offset) throws Exception {
        admin.alterConsumerGroupOffsets(
                        "billing", Map.of(new TopicPartition("orders", 0), new OffsetAndMetadata(offset)))
                .all()
                .get();
    }

    /** Something happens in all engines. */
    private static void use(JdbcTemplate jdbc, Jedis redis, Admin kafka, OpenSearchHttp search, int round)
            throws Exception {
        jdbc.update("insert into basket select generate_series(1, 100)");
        jdbc.queryForObject("select count(*) from basket", Long.class);
        jdbc.execute("select pg_stat_force_next_flush()");
        redis.set("basket:" + round, "film");
        redis.get("basket:" + round);
        redis.get("nothing");
        produce("orders", 0, 10);
        produce("orders", 1, 5);
        commit(kafka, 3L * round);
        byte[] film = "{\"title\": \"film\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(search.send("PUT", "/films/_doc/" + round + "?refresh=true", "application/json", film)
                        .isOk())
                .isTrue();
        assertThat(search.send("GET", "/films/_search?q=film", null, null).isOk())
                .isTrue();
    }

    @Test
    void what_is_in_the_engines_is_told_and_every_query_of_the_dashboards_is_answered() throws Exception {
        EngineTask[] all = {postgres(database()), redis(), kafka(), opensearch()};
        JdbcTemplate jdbc = database();
        jdbc.execute("create table basket (item int)");
        Admin kafka = admin("test");
        open.add(kafka);
        kafka.createTopics(List.of(new NewTopic("orders", Optional.of(2), Optional.empty())))
                .all()
                .get();
        try (Jedis redis = jedis();
                OpenSearchHttp search = search();
                java.sql.Connection holder = DriverManager.getConnection(
                        POSTGRES.connection().url(), POSTGRES.connection().username(), password(POSTGRES))) {
            use(jdbc, redis, kafka, search, 1);
            holder.setAutoCommit(false);
            holder.createStatement().execute("lock table basket in share row exclusive mode nowait");
            round(all);
            holder.rollback();
            assertThat(now("pg_locks_count{mode=\"sharerowexclusivelock\"} > 0"))
                    .containsExactly(1.0);
            assertThat(now("pg_stat_activity_count{state=\"idle in transaction\"} > 0"))
                    .containsExactly(1.0);
            assertThat(now("pg_stat_activity_max_tx_duration{state=\"idle in transaction\"} > 0"))
                    .hasSize(1);
            for (int i = 2; i < 4; i++) {
                use(jdbc, redis, kafka, search, i);
                round(all);
            }
        }

        assertThat(now("{__name__=~\"(pg|redis|kafka|elasticsearch)_up\"}")).containsExactly(1.0, 1.0, 1.0, 1.0);
        assertThat(now("plinth_engine_probe_duration_seconds{engine=~\"postgresql|redis|kafka|opensearch\"} < 10"))
                .hasSize(4);
        assertThat(now("pg_stat_user_tables_n_tup_ins{relname=\"basket\", schemaname=\"public\"}"))
                .containsExactly(300.0);
        assertThat(now("pg_static{version=~\"18.*\"}")).containsExactly(1.0);
        assertThat(now("pg_database_size_bytes > 1e6")).hasSizeGreaterThan(1);
        assertThat(now("pg_wal_size_bytes > 1e6")).hasSize(1);
        assertThat(now("redis_db_keys{db=\"db0\"}")).containsExactly(3.0);
        assertThat(now("redis_commands_total{cmd=\"set\"}")).containsExactly(3.0);
        assertThat(now("redis_keyspace_misses_total")).containsExactly(3.0);
        assertThat(now("redis_aof_enabled")).containsExactly(1.0);
        assertThat(now("kafka_brokers")).containsExactly(1.0);
        assertThat(now("sum(kafka_topic_partition_current_offset{topic=\"orders\"})"))
                .containsExactly(45.0);
        assertThat(now("kafka_consumergroup_lag{consumergroup=\"billing\", topic=\"orders\", partition=\"0\"}"))
                .containsExactly(21.0);
        assertThat(now("kafka_consumergroup_members{consumergroup=\"billing\"}"))
                .containsExactly(0.0);
        assertThat(now("kafka_topic_partition_under_replicated_partition{topic=\"orders\"}"))
                .containsExactly(0.0, 0.0);
        assertThat(now("sum(kafka_log_log_size{topic=\"orders\"}) > 100")).hasSize(1);
        assertThat(now("kafka_log_dir_usable_bytes > 1e6")).hasSize(1);
        assertThat(now("elasticsearch_indices_docs_primary{index=\"films\"}")).containsExactly(3.0);
        assertThat(now("elasticsearch_indices_docs")).containsExactly(3.0);
        assertThat(now("elasticsearch_indices_search_query_total > 2")).hasSize(1);
        assertThat(now("elasticsearch_filesystem_data_available_bytes > 1e6")).hasSize(1);
        assertThat(now("elasticsearch_breakers_limit_size_bytes{breaker=\"parent\"}"))
                .hasSize(1);

        for (String dashboard : List.of("postgresql", "redis", "kafka", "opensearch")) {
            assertThat(BuiltInQueries.unanswered(dashboard, collected, clock.millis()))
                    .as(dashboard)
                    .isEmpty();
        }
        assertThat(collected.live(MonitoredEngine.POSTGRESQL)).allSatisfy(series -> {
            assertThat(series.get("instance")).isEqualTo("127.0.0.1:" + POSTGRES.port());
            assertThat(series.get("env")).isEmpty();
        });
        for (EngineTask task : all) {
            String job = task.subject().job();
            assertThat(collected.live(job))
                    .extracting(Labels::metricName)
                    .allSatisfy(name -> assertThat(collected.metadata())
                            .containsKey(name.replaceFirst("(?<=_collection_seconds)_(sum|count)$", "")));
        }
        assertThat(collected.metadata().values())
                .allSatisfy(each -> assertThat(each.help()).isNotBlank());
    }

    private void dies_and_comes_back(TestingEngine engine, EngineTask task, String up) throws Exception {
        round(task);
        assertThat(now(up)).containsExactly(1.0);
        assertThat(collected.live(task.subject().job())).hasSizeGreaterThan(5);
        engine.process().kill();
        // backends of PostgreSQL serve on for a moment
        await().atMost(LIMIT).untilAsserted(() -> {
            round(task);
            assertThat(now(up)).containsExactly(0.0);
        });
        round(task);
        assertThat(now(up)).containsExactly(0.0);
        assertThat(collected.live(task.subject().job()))
                .extracting(Labels::metricName)
                .containsExactlyInAnyOrder(up, "plinth_engine_probe_duration_seconds");
        engine.killAndRestart();
        await().atMost(LIMIT).untilAsserted(() -> {
            round(task);
            assertThat(now(up)).containsExactly(1.0);
        });
        assertThat(collected.live(task.subject().job())).hasSizeGreaterThan(5);
    }

    @Test
    void redis_dies_and_comes_back() throws Exception {
        dies_and_comes_back(REDIS, redis(), "redis_up");
    }

    @Test
    void kafka_dies_and_comes_back() throws Exception {
        dies_and_comes_back(KAFKA, kafka(), "kafka_up");
    }

    @Test
    void opensearch_dies_and_comes_back() throws Exception {
        dies_and_comes_back(OPENSEARCH, opensearch(), "elasticsearch_up");
    }

    @Test
    void postgresql_dies_and_comes_back_and_the_core_that_had_the_duty_tells_of_it() throws Exception {
        JdbcTemplate jdbc = database();
        jdbc.execute("create schema if not exists telemetry");
        jdbc.execute("set search_path to telemetry; "
                + Files.readString(Path.of("src/main/resources/db/migration/telemetry/V2__duty.sql"))
                + "; reset search_path");
        try (PostgresDuty duty = new PostgresDuty(jdbc, Duration.ofSeconds(2));
                PostgresDuty other = new PostgresDuty(jdbc, Duration.ofSeconds(2))) {
            duty.isMine("engines");
            other.isMine("engines");
            duty.renew();
            other.renew();
            assertThat(duty.isLikelyMine("engines")).isTrue();
            assertThat(other.isLikelyMine("engines")).isFalse();
            dies_and_comes_back(POSTGRES, postgres(jdbc), "pg_up");
            await().atMost(LIMIT).until(() -> !duty.isMine("engines"));
            assertThat(duty.isLikelyMine("engines")).isTrue();
            await().atMost(LIMIT).until(() -> {
                other.renew();
                return other.isMine("engines");
            });
            duty.renew();
            assertThat(duty.isLikelyMine("engines")).isFalse();
        }
    }

    @Test
    void who_may_see_little_of_postgresql_is_told_what_he_may_see() throws Exception {
        JdbcTemplate jdbc = database();
        jdbc.execute("create role clerk login password 'for-this-test'");
        jdbc.execute("create database closed");
        jdbc.execute("revoke connect on database closed from public");
        EngineTask task = postgres(pool("clerk", "for-this-test"));
        round(task);
        round(task);
        assertThat(now("pg_up")).containsExactly(1.0);
        assertThat(now("pg_stat_database_numbackends{datname=\"closed\"}")).containsExactly(0.0);
        assertThat(now("pg_database_size_bytes")).isNotEmpty();
        assertThat(now("pg_database_size_bytes{datname=\"closed\"}")).isEmpty();
        assertThat(now("pg_wal_size_bytes")).isEmpty();
        assertThat(now("pg_stat_wal_bytes_total")).hasSize(1);
    }

    @Test
    void who_may_see_nothing_of_redis_is_told_that_it_is_down_and_who_may_see_little_gets_that() throws Exception {
        try (Jedis redis = jedis()) {
            redis.aclSetUser("clerk", "on", ">for-this-test", "+info");
            redis.aclSetUser("nobody", "on", ">for-this-test", "+get");
        }
        EngineTask little = redisAs("clerk");
        round(little);
        assertThat(now("redis_up")).containsExactly(1.0);
        assertThat(now("redis_memory_used_bytes > 0")).hasSize(1);
        assertThat(now("redis_slowlog_length")).isEmpty();
        EngineTask nothing = redisAs("nobody");
        round(nothing);
        assertThat(now("redis_up")).containsExactly(0.0);
    }

    private EngineTask redisAs(@Nullable String user) throws Exception {
        Path password = Files.createTempFile("plinth-test-", ".password");
        Files.writeString(password, "for-this-test");
        return task(
                MonitoredEngine.redis(REDIS.connection().url()),
                new RedisProbe(new Connection(REDIS.connection().url(), user, password)));
    }
}
