// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.kafka.KafkaEngine;
import dev.plinth.engines.testing.TestingEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class AccessLogIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    private static TestingEngine kafka;

    @BeforeAll
    static void start() {
        kafka = new TestingEngine(new KafkaEngine(), directory);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private static Map<String, Object> client() throws IOException {
        EngineConnection connection = kafka.connection();
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                connection.url(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(
                                connection.username(),
                                Files.readString(Objects.requireNonNull(connection.passwordFile()))
                                        .strip())));
    }

    private static AccessRecord request(String path, String principal) {
        return new AccessRecord(
                1_764_000_000_000_001L,
                "shop",
                "GET",
                "localhost",
                path,
                200,
                0,
                467,
                810,
                "127.0.0.1:8081",
                "127.0.0.1",
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                "c",
                "shop-web",
                principal,
                null,
                new Visit(path.equals("/films/7"), 42, "1.4", "amount=12.5"));
    }

    @Test
    void each_request_is_a_line_of_its_own_and_what_is_left_at_the_end_is_sent() throws Exception {
        int count = 5_000;
        AccessLog log = AccessLog.to(client(), "gateway-of-this-test", "dev");
        // what comes before there is a topic is dropped
        try (Admin admin = Admin.create(client())) {
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> admin.listTopics().names().get().contains(AccessLog.TOPIC));
        }
        log.add(request("/films/\"alien\"\\", "user:zo\u00eb\n"));
        for (int i = 1; i < count; i++) {
            log.add(request("/films/" + i, "user:ada"));
        }
        log.close();

        assertThat(log.sent()).isEqualTo(count);
        assertThat(log.dropped()).isZero();
        List<JsonNode> records = read(count);
        assertThat(records).hasSize(count);
        assertThat(records.stream().map(each -> each.path("path").asString()).distinct())
                .hasSize(count);
        JsonNode strange = records.stream()
                .filter(each -> each.path("path").asString().contains("alien"))
                .findFirst()
                .orElseThrow();
        assertThat(strange.path("path").asString()).isEqualTo("/films/\"alien\"\\");
        assertThat(strange.path("principal").asString()).isEqualTo("user:zo\u00eb\n");
        JsonNode plain = records.stream()
                .filter(each -> each.path("path").asString().equals("/films/7"))
                .findFirst()
                .orElseThrow();
        assertThat(((ObjectNode) plain.deepCopy()).without("partition"))
                .isEqualTo(JsonMapper.shared().readTree("""
                        {"time": 1764000000000001, "gateway": "gateway-of-this-test", "route": "shop", "method": "GET",
                         "host": "localhost", "path": "/films/7", "status": 200, "bytesIn": 0, "bytesOut": 467,
                         "micros": 810, "upstream": "127.0.0.1:8081", "client": "127.0.0.1",
                         "trace": "0af7651916cd43dd8448eb211c80319c", "span": "b7ad6b7169203331",
                         "th": "c", "env": "dev", "service": "shop-web",
                         "principal": "user:ada", "page": true, "agent": 42, "release": "1.4", "business": "amount=12.5"}
                        """));
        assertThat(records.stream()
                        .filter(each -> each.path("principal").asString().equals("user:ada"))
                        .map(each -> each.path("partition").asInt())
                        .distinct())
                .as("partitions of what one person asked")
                .hasSize(1);
    }

    private static List<JsonNode> read(int count) throws IOException {
        List<JsonNode> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(client(), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo each : consumer.partitionsFor(AccessLog.TOPIC)) {
                partitions.add(new TopicPartition(each.topic(), each.partition()));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long limit = System.nanoTime() + LIMIT.toNanos();
            while (records.size() < count && System.nanoTime() < limit) {
                for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(200))) {
                    each.value()
                            .lines()
                            .map(JsonMapper.shared()::readTree)
                            .forEach(line -> records.add(((ObjectNode) line).put("partition", each.partition())));
                }
            }
        }
        return records;
    }
}
