// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.testing.TestCore.Answer;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** Nothing that was acknowledged is lost, and nothing is there twice, whatever is killed. */
@TestMethodOrder(OrderAnnotation.class)
class SurvivalIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int RECORDS = 10_000;

    private static Rig rig;

    @BeforeAll
    static void start() {
        rig = new Rig("--plinth.telemetry.anonymous-rate=100MB");
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    private static SdkLoggerProvider sender(String service) {
        return Rig.loggers(
                service,
                OtlpHttpLogRecordExporter.builder()
                        .setEndpoint(rig.http() + "/v1/logs")
                        .setTimeout(Duration.ofSeconds(30))
                        .build());
    }

    /** All of them, acknowledged. */
    private static void send(String service, int from, int to) {
        try (SdkLoggerProvider provider = sender(service)) {
            var logger = provider.get("kill");
            for (int i = from; i < to; i++) {
                logger.logRecordBuilder().setBody("record-" + i).emit();
            }
            assertThat(provider.forceFlush().join(60, TimeUnit.SECONDS).isSuccess())
                    .isTrue();
        }
    }

    private static void awaitExactly(String service, int expected) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(
                        () -> assertThat(rig.count("plinth-logs-*", service)).isGreaterThanOrEqualTo(expected));
        assertThat(rig.count("plinth-logs-*", service)).isEqualTo(expected);
        for (int i : new int[] {0, expected / 3, expected - 1}) {
            assertThat(rig.index(
                                    "GET",
                                    "/plinth-logs-*/_count?q=service:%s%%20AND%%20body:%%22record-%d%%22"
                                            .formatted(service, i),
                                    null)
                            .path("count")
                            .asInt(-1))
                    .as("record-" + i)
                    .isEqualTo(1);
        }
    }

    @Test
    @Order(1)
    void ten_thousand_records_outlive_opensearch_and_the_core() {
        send("survivor", 0, 100);
        awaitExactly("survivor", 100);
        long before = rig.figures().accepted();
        rig.opensearch.process().kill();
        send("survivor", 100, RECORDS);
        assertThat(rig.figures().accepted() - before).isEqualTo(RECORDS - 100);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(rig.figures().opensearch()).contains("does not answer"));
        Answer away = rig.core().admin().get("/api/v1/logs");
        assertThat(away.status()).isEqualTo(503);
        assertThat(away.code()).isEqualTo("engine.unavailable");
        assertThat(away.body().at("/engine").asString()).isEqualTo("opensearch");
        rig.stopCore();
        rig.start();
        rig.opensearch.killAndRestart();
        awaitExactly("survivor", RECORDS);
        rig.opensearch.killAndRestart();
        rig.stopCore();
        rig.start();
        awaitExactly("survivor", RECORDS);
        assertThat(rig.figures().lost()).isZero();
    }

    /** As after a kill between the write and the word to Kafka. */
    @Test
    @Order(2)
    void what_is_read_again_is_not_there_twice() {
        send("twice", 0, 500);
        awaitExactly("twice", 500);
        forgetOffsets();
        rig.start();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(rig.figures().repeated()).isGreaterThanOrEqualTo(500));
        assertThat(rig.count("plinth-logs-*", "twice")).isEqualTo(500);
    }

    /** The group no longer knows how far it had come; the core is stopped. */
    private static void forgetOffsets() {
        KafkaAccess access = rig.core().bean(KafkaAccess.class);
        var admin = access.admin("test");
        rig.stopCore();
        try (admin) {
            await().atMost(LIMIT).ignoreExceptions().until(() -> {
                admin.deleteConsumerGroups(List.of("plinth-telemetry-writer"))
                        .all()
                        .get(10, TimeUnit.SECONDS);
                return true;
            });
        }
    }

    @Test
    @Order(3)
    void what_cannot_be_written_is_put_aside_and_does_not_block() throws Exception {
        long before = rig.figures().dead();
        KafkaAccess access = rig.core().bean(KafkaAccess.class);
        try (var producer = access.producer("test")) {
            producer.send(new ProducerRecord<>(
                            Topic.LOGS.topic(),
                            "k".getBytes(StandardCharsets.UTF_8),
                            "no protobuf".getBytes(StandardCharsets.UTF_8)))
                    .get(10, TimeUnit.SECONDS);
        }
        send("after", 0, 50);
        awaitExactly("after", 50);
        assertThat(rig.figures().dead()).isEqualTo(before + 1);
        String today = DateTimeFormatter.ofPattern("uuuu.MM.dd").format(LocalDate.now(ZoneOffset.UTC));
        // an index whose fields are not ours refuses what is not of its kind
        rig.index(
                "PUT",
                "/plinth-spans-" + today,
                "{\"mappings\": {\"dynamic\": false, \"properties\": {\"name\": {\"type\": \"integer\"}}}}");
        try (var provider = Rig.tracers("misfit", rig.grpcSpans())) {
            provider.get("t").spanBuilder("no number").startSpan().end();
            provider.get("t").spanBuilder("7").startSpan().end();
        }
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(rig.figures().dead()).isEqualTo(before + 2));
        rig.index("DELETE", "/plinth-spans-" + today, null);
    }

    @Test
    @Order(4)
    void kafka_may_be_killed_and_telemetry_is_refused_until_it_is_back() {
        send("broker", 0, 10);
        rig.kafka.process().kill();
        var refused = rig.post("/v1/logs", "application/json", """
                {"resourceLogs": [{"scopeLogs": [{"logRecords": [{"body": {"stringValue": "x"}}]}]}]}
                """.getBytes(StandardCharsets.UTF_8));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(rig.core()
                        .admin()
                        .get("/api/v1/telemetry/status")
                        .body()
                        .path("kafka")
                        .asString(""))
                .isNotEmpty();
        rig.stopCore();
        rig.start();
        rig.kafka.killAndRestart();
        await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> send("broker", 10, 11));
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(rig.count("plinth-logs-*", "broker")).isGreaterThanOrEqualTo(11));
    }

    @Test
    @Order(5)
    void old_indices_are_deleted() {
        rig.index("PUT", "/plinth-logs-2020.01.01", null);
        rig.index("PUT", "/plinth-logs-of-somebody-else", null);
        rig.core().bean(dev.plinth.core.telemetry.opensearch.Indices.class).deleteOld();
        JsonNode left = rig.index("GET", "/_cat/indices/plinth-logs-*?h=index&format=json", null);
        assertThat(left.findValuesAsString("index"))
                .doesNotContain("plinth-logs-2020.01.01")
                .contains("plinth-logs-of-somebody-else");
    }

    @Test
    @Order(6)
    void more_is_refused_before_kafka_would_delete_what_is_unread() {
        rig.stopCore();
        rig.opensearch.process().kill();
        rig.start("--plinth.telemetry.topic-size=1MB");
        byte[] random = new byte[400_000];
        new Random(7).nextBytes(random);
        byte[] body = ("{\"resourceLogs\": [{\"scopeLogs\": [{\"logRecords\": [{\"body\": {\"stringValue\": \""
                        + Base64.getEncoder().encodeToString(random) + "\"}}]}]}]}")
                .getBytes(StandardCharsets.UTF_8);
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).until(() -> {
            rig.post("/v1/logs", "application/json", body);
            return rig.figures().behind() != null;
        });
        assertThat(rig.figures().behind()).contains("OpenSearch is so far behind");
        var refused = rig.post("/v1/logs", "application/json", body);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("30");
        rig.opensearch.killAndRestart();
        await().atMost(LIMIT)
                .until(() -> rig.post("/v1/logs", "application/json", body).statusCode() == 200);
        assertThat(rig.figures().lost()).isZero();
    }
}
