// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.TestMessaging;
import dev.plinth.core.kernel.engine.EngineProperties;
import dev.plinth.core.kernel.engine.KafkaSettings;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.kafka.KafkaEngine;
import dev.plinth.engines.testing.TestingEngine;
import dev.plinth.engines.testing.TestingPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** What apps get of Kafka, and what they do not. */
class TopicIT {
    @TempDir
    static Path engines;

    private static TestingEngine kafka;
    private static TestCore core;

    @BeforeAll
    static void start() {
        kafka = new TestingEngine(new KafkaEngine(), engines);
        EngineConnection connection = kafka.connection();
        core = TestCore.start(
                TestMessaging.class,
                TestingPostgres.freshDatabase(),
                TestCore.temporary(),
                "--plinth.engines.kafka.url=" + connection.url(),
                "--plinth.engines.kafka.username=" + connection.username(),
                "--plinth.engines.kafka.password-file=" + connection.passwordFile(),
                "--logging.level.org.apache.kafka=off");
    }

    @AfterAll
    static void stop() {
        core.close();
        kafka.close();
    }

    private static void declare(String name, String spec) {
        Answer applied = core.admin().apply("kind: Topic\nenv: dev\nname: %s\nspec: %s\n".formatted(name, spec));
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
    }

    private static JsonNode connection(String app, String name) {
        return await().atMost(Duration.ofSeconds(30))
                .until(() -> find(app, name), item -> item.at("/ready").asBoolean(false));
    }

    private static JsonNode find(String app, String name) {
        for (JsonNode item : core.app(app)
                .get("/api/v1/connections?env=dev&app=" + app)
                .body()
                .at("/items")) {
            if (item.at("/name").asString().equals(name)) {
                return item;
            }
        }
        return MissingNode.getInstance();
    }

    private static Map<String, Object> client(JsonNode item) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", item.at("/url").asString());
        settings.put(
                "security.protocol", item.at("/properties/securityProtocol").asString());
        settings.put("sasl.mechanism", item.at("/properties/saslMechanism").asString());
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(
                                item.at("/username").asString(),
                                item.at("/password").asString()));
        settings.put("default.api.timeout.ms", 10_000);
        settings.put("max.block.ms", 10_000);
        return settings;
    }

    private static void send(JsonNode item, String topic, String value) throws Exception {
        try (var producer = new KafkaProducer<>(client(item), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "k", value)).get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    private static List<String> read(JsonNode item, String topic, String group) {
        Map<String, Object> settings = client(item);
        settings.put("group.id", group);
        settings.put("auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            ConsumerRecords<String, String> records = await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptionsInstanceOf(RetriableException.class)
                    .until(() -> consumer.poll(Duration.ofMillis(500)), some -> !some.isEmpty());
            List<String> values = new ArrayList<>();
            records.forEach(each -> values.add(each.value()));
            return values;
        }
    }

    /** A producer that was refused before it sent says so in the cause. */
    private static void isRefused(Throwable failure) {
        assertThat(failure instanceof AuthorizationException || failure.getCause() instanceof AuthorizationException)
                .as(failure.toString())
                .isTrue();
    }

    @Test
    void producers_write_consumers_read_and_nobody_else() throws Exception {
        declare("shop.orders", "{topic: shop.orders, partitions: 2, producers: [orders], consumers: [catalog]}");
        declare("other", "{producers: [stranger], consumers: [stranger]}");
        JsonNode orders = connection("orders", "shop.orders");
        JsonNode catalog = connection("catalog", "shop.orders");
        JsonNode stranger = connection("stranger", "other");
        assertThat(orders.at("/object").asString()).isEqualTo("shop.orders");
        assertThat(stranger.at("/object").asString()).isEqualTo("dev.other");
        send(orders, "shop.orders", "one");
        assertThat(read(catalog, "shop.orders", "dev.catalog")).containsExactly("one");
        assertThat(read(catalog, "shop.orders", "dev.catalog.replay")).containsExactly("one");
        assertThatThrownBy(() -> send(catalog, "shop.orders", "two")).satisfies(TopicIT::isRefused);
        assertThatThrownBy(() -> send(stranger, "shop.orders", "two")).satisfies(TopicIT::isRefused);
        assertThatThrownBy(() -> read(stranger, "shop.orders", "dev.stranger"))
                .isInstanceOf(AuthorizationException.class);
        assertThatThrownBy(() -> read(catalog, "shop.orders", "dev.catalogue"))
                .isInstanceOf(GroupAuthorizationException.class);
    }

    @Test
    void a_right_that_is_taken_back_is_gone_and_a_user_without_any_is_nobody() throws Exception {
        declare("rights", "{producers: [writer, reader], consumers: [reader]}");
        JsonNode writer = connection("writer", "rights");
        JsonNode reader = connection("reader", "rights");
        send(writer, "dev.rights", "one");
        send(reader, "dev.rights", "two");
        declare("rights", "{consumers: [reader]}");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThatThrownBy(() -> send(reader, "dev.rights", "three"))
                        .isInstanceOf(AuthorizationException.class));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThatThrownBy(() -> send(writer, "dev.rights", "three"))
                        .isInstanceOf(SaslAuthenticationException.class));
        // what was sent before the right was gone was let in
        assertThat(read(reader, "dev.rights", "dev.reader")).startsWith("one", "two");
        core.admin().delete("/api/v1/resources/Topic/rights?env=dev");
        try (Admin admin = admin()) {
            assertThat(admin.listTopics().names().get()).contains("dev.rights");
        }
    }

    private static Admin admin() {
        return Admin.create(KafkaSettings.of(core.bean(EngineProperties.class).require("kafka"), "test"));
    }

    @Test
    void partitions_grow_settings_follow_and_fewer_partitions_are_said_to_be_impossible() throws Exception {
        declare("grows", "{partitions: 1, producers: [orders]}");
        connection("orders", "grows");
        declare("grows", "{partitions: 3, retentionHours: 5, compacted: true, producers: [orders]}");
        try (Admin admin = admin()) {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                var topic = admin.describeTopics(List.of("dev.grows"))
                        .allTopicNames()
                        .get()
                        .get("dev.grows");
                assertThat(Objects.requireNonNull(topic).partitions()).hasSize(3);
                var resource = new ConfigResource(ConfigResource.Type.TOPIC, "dev.grows");
                var settings = Objects.requireNonNull(
                        admin.describeConfigs(List.of(resource)).all().get().get(resource));
                assertThat(settings.get("retention.ms").value()).isEqualTo("18000000");
                assertThat(settings.get("cleanup.policy").value()).isEqualTo("compact");
            });
        }
        declare("grows", "{partitions: 2, producers: [orders]}");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(problem("grows")).contains("has 3 partitions"));
        core.admin().delete("/api/v1/resources/Topic/grows?env=dev");
    }

    private static String problem(String name) {
        for (JsonNode item : core.admin().get("/api/v1/provided").body().at("/items")) {
            if (item.at("/name").asString().equals(name)) {
                return item.at("/problem").asString("");
            }
        }
        return "";
    }

    @Test
    void plinths_own_topics_are_nobodys_and_a_topic_belongs_to_one_resource() {
        Answer answer =
                core.admin().apply("kind: Topic\nenv: dev\nname: spy\nspec: {topic: plinth.logs, consumers: [spy]}\n");
        assertThat(answer.code()).isEqualTo("resource.invalid");
        assertThat(answer.text()).contains("spec.topic").contains("plinth.");
        core.admin().apply("kind: Environment\nname: plinth\nspec: {}\n");
        core.admin().apply("kind: Topic\nenv: plinth\nname: logs\nspec: {consumers: [spy]}\n");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(problem("logs")).contains("cannot be a topic"));
        core.admin().delete("/api/v1/resources/Topic/logs?env=plinth");
        declare("first", "{topic: shared, producers: [orders]}");
        declare("second", "{topic: shared, producers: [payments]}");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(problem("second")).contains("belongs to Topic/first in dev"));
        core.admin().delete("/api/v1/resources/Topic/second?env=dev");
    }

    @Test
    void what_is_declared_while_kafka_is_away_is_made_when_it_is_back() {
        kafka.process().kill();
        declare("later", "{producers: [orders]}");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(problem("later")).contains("Kafka"));
        kafka.killAndRestart();
        connection("orders", "later");
    }
}
