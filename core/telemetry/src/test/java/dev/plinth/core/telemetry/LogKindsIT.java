// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.telemetry.kafka.KafkaAccess;
import dev.plinth.core.telemetry.kafka.Topic;
import dev.plinth.core.telemetry.opensearch.Indices;
import dev.plinth.core.testing.TestCore.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is decided about logs applies as they come in: pipelines and streams. */
class LogKindsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static Rig rig;

    @BeforeAll
    static void start() {
        rig = new Rig("--plinth.telemetry.anonymous-rate=100MB");
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    private static void send(String service, String... bodies) {
        String records = String.join(
                ",",
                List.of(bodies).stream()
                        .map(body -> "{\"body\": {\"stringValue\": \"%s\"}}".formatted(body.replace("\"", "\\\"")))
                        .toList());
        var answer = rig.post(
                "/v1/logs", "application/json", """
                {"resourceLogs": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "%s"}}]},
                  "scopeLogs": [{"logRecords": [%s]}]}]}""".formatted(service, records).getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private static JsonNode awaitLogs(String service, int expected) {
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(rig.count("plinth-logs-*", service)).isEqualTo(expected));
        return rig.core()
                .admin()
                .get("/api/v1/logs?order=asc&service=" + service)
                .body()
                .path("items");
    }

    @Test
    void what_a_pipeline_hides_reaches_neither_kafka_nor_opensearch() {
        rig.apply("""
                kind: LogPipeline
                name: till
                spec:
                  match: {services: [till]}
                  steps:
                    - join: {}
                    - json: {}
                    - mask: {what: [card, email, secret]}
                    - drop: {below: info}
                """);
        send(
                "till",
                "{\"level\":\"info\",\"msg\":\"paid with 4111111111111111\",\"mail\":\"ada@example.org\",\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\"}",
                "{\"level\":\"debug\",\"msg\":\"not kept\"}",
                "it broke: password=hunter2",
                "\\tat dev.shop.Till.pay(Till.java:1)");
        JsonNode kept = awaitLogs("till", 2);
        assertThat(kept.findValuesAsString("body"))
                .containsExactlyInAnyOrder(
                        "paid with ***", "it broke: password=***\n\tat dev.shop.Till.pay(Till.java:1)");
        assertThat(rig.core()
                        .admin()
                        .get("/api/v1/logs?tag=mail=***&traceId=0af7651916cd43dd8448eb211c80319c&severity=info")
                        .body()
                        .at("/total")
                        .asInt())
                .isEqualTo(1);
        assertThat(inKafka()).contains("paid with ***").doesNotContain("4111111111111111", "hunter2", "ada@example");
        send("other", "4111111111111111 stays");
        assertThat(awaitLogs("other", 1).get(0).path("body").asString()).startsWith("4111111111111111");
    }

    /** All that the topic of logs has. */
    private static String inKafka() {
        StringBuilder all = new StringBuilder();
        try (var consumer = rig.core().bean(KafkaAccess.class).consumer("test", null)) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.LOGS.topic()).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    all.append(new String(record.value(), StandardCharsets.UTF_8));
                }
            }
        }
        return all.toString();
    }

    @Test
    void what_cannot_work_is_refused_before_it_is_decided() {
        Answer refused = rig.core().admin().apply("""
                kind: LogPipeline
                name: wrong
                spec:
                  steps:
                    - mask: {pattern: '(unclosed'}
                    - {json: {}, logfmt: {}}
                    - grok: {patterns: ['%{NOSUCH:x}']}
                    - drop: {below: loud}
                """);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text())
                .contains("spec.steps[0].mask.pattern", "this one is wrong at 9")
                .contains("spec.steps[1]", "exactly one of join, json, logfmt, grok, timestamp, mask, drop")
                .contains("spec.steps[2].grok.patterns[0]", "NOSUCH")
                .contains("spec.steps[3].drop.below");
        assertThat(rig.core()
                        .admin()
                        .apply("kind: LogStream\nname: w\nspec: {retentionHours: 0}\n")
                        .text())
                .contains("spec.retentionHours", "at least 1");
    }

    @Test
    void a_pipeline_can_be_tried_before_it_is_applied() {
        String trial = """
                {"spec": {"match": {"services": ["t*"]}, "steps": [{"logfmt": {}}, {"mask": {"what": ["email"]}}]},
                 "service": "%s", "lines": ["level=warn msg=hello to=a@example.org", "plain"]}""";
        Answer tried = rig.core().admin().post("/api/v1/log-pipelines/try", "application/json", trial.formatted("tt"));
        assertThat(tried.status()).as(tried.text()).isEqualTo(200);
        assertThat(tried.body().at("/matched").asBoolean()).isTrue();
        assertThat(tried.body().at("/records/0/body").asString()).isEqualTo("hello");
        assertThat(tried.body().at("/records/0/severity").asString()).isEqualTo("warn");
        assertThat(tried.body().at("/records/0/attributes/to").asString()).isEqualTo("***");
        assertThat(tried.body().at("/records/1/body").asString()).isEqualTo("plain");
        Answer other = rig.core().admin().post("/api/v1/log-pipelines/try", "application/json", trial.formatted("x"));
        assertThat(other.body().at("/matched").asBoolean()).isFalse();
        Answer wrong = rig.core()
                .admin()
                .post(
                        "/api/v1/log-pipelines/try",
                        "application/json",
                        "{\"spec\": {\"steps\": [{}]}, \"lines\": [\"x\"]}");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.text()).contains("spec.steps[0]");
        assertThat(rig.core()
                        .anonymous()
                        .post("/api/v1/log-pipelines/try", "application/json", trial.formatted("tt"))
                        .status())
                .isEqualTo(401);
        assertThat(rig.core()
                        .process("stranger")
                        .post("/api/v1/log-pipelines/try", "application/json", trial.formatted("tt"))
                        .status())
                .isEqualTo(403);
        assertThat(rig.count("plinth-logs-*", "tt")).as("nothing is kept").isZero();
    }

    @Test
    void a_stream_has_indices_of_its_own_and_loses_its_oldest_beyond_its_bytes() {
        rig.apply("""
                kind: LogStream
                name: noisy
                spec: {match: {services: ['noisy*']}, retentionHours: 48, retentionMegabytes: 1}
                ---
                kind: LogStream
                name: audit
                spec: {match: {services: [audit]}, retentionHours: 87600}
                """);
        send("noisy-1", "a", "b");
        send("audit", "c");
        awaitLogs("noisy-1", 2);
        awaitLogs("audit", 1);
        String now = DateTimeFormatter.ofPattern("uuuu.MM.dd.HH").format(OffsetDateTime.now(ZoneOffset.UTC));
        String hour = "plinth-logs-" + now + "-noisy";
        List<String> indices = indices();
        assertThat(indices).anyMatch(each -> each.endsWith("-noisy") && each.compareTo(hour) <= 0);
        assertThat(indices).anyMatch(each -> each.matches("plinth-logs-\\d{4}\\.\\d\\d\\.\\d\\d-audit"));
        String older = "plinth-logs-2026.01.01.01-noisy";
        String ofNoStream = "plinth-logs-2026.01.01-gone";
        String ofAudit = "plinth-logs-2026.01.01-audit";
        for (String each : List.of(ofNoStream, ofAudit, older)) {
            rig.index("PUT", "/" + each + "/_doc/1", "{\"service\": \"old\"}");
        }
        Indices kept = rig.core().bean(Indices.class);
        kept.deleteOld();
        assertThat(indices()).contains(ofAudit).doesNotContain(ofNoStream, older);
        String recent = "plinth-logs-%s-noisy"
                .formatted(DateTimeFormatter.ofPattern("uuuu.MM.dd.HH")
                        .format(OffsetDateTime.now(ZoneOffset.UTC).minusHours(20)));
        fill(recent, 100);
        kept.deleteOld();
        assertThat(indices()).as("it has less than a megabyte").contains(recent);
        fill(recent, 3_000);
        // OpenSearch measures an index every ten seconds
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            kept.deleteOld();
            assertThat(indices()).doesNotContain(recent).anyMatch(each -> each.endsWith("-noisy"));
        });
    }

    private static List<String> indices() {
        return rig.index("GET", "/_cat/indices/plinth-logs-*?h=index&format=json", null)
                .findValuesAsString("index");
    }

    /** With texts that cannot be compressed. */
    private static void fill(String index, int documents) {
        java.util.Random random = new java.util.Random(1);
        StringBuilder bulk = new StringBuilder();
        IntStream.range(0, documents).forEach(i -> {
            byte[] bytes = new byte[600];
            random.nextBytes(bytes);
            bulk.append("{\"index\": {}}\n{\"body\": \"")
                    .append(java.util.HexFormat.of().formatHex(bytes))
                    .append("\"}\n");
        });
        assertThat(rig.index("POST", "/" + index + "/_bulk?refresh=true", bulk.toString())
                        .path("errors")
                        .asBoolean(true))
                .isFalse();
        rig.index("POST", "/" + index + "/_flush", null);
    }

    @Test
    void a_clock_that_is_ahead_puts_nothing_out_of_sight() {
        long tomorrow = (System.currentTimeMillis() + Duration.ofDays(1).toMillis()) * 1_000_000;
        var answer =
                rig.post("/v1/logs", "application/json", """
                {"resourceLogs": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "ahead"}}]},
                  "scopeLogs": [{"logRecords": [{"timeUnixNano": "%d", "body": {"stringValue": "from the future"}}]}]}]}""".formatted(tomorrow).getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(awaitLogs("ahead", 1)).hasSize(1);
    }

    /** An error of an instance, with an exception if there is one. */
    private static void fail(String service, String instance, String body, String exception, long millis) {
        String attributes = exception.isEmpty() ? "" : """
                  {"key": "exception.type", "value": {"stringValue": "%s"}},
                  {"key": "exception.message", "value": {"stringValue": "%s"}},
                  {"key": "exception.stacktrace", "value": {"stringValue": "%s: %s\\n\\tat dev.shop.Till.pay(Till.java:%d)"}}""".formatted(exception, body, exception, body, millis % 100);
        var answer = rig.post("/v1/logs", "application/json", """
                {"resourceLogs": [{"resource": {"attributes": [
                    {"key": "service.name", "value": {"stringValue": "%s"}},
                    {"key": "service.instance.id", "value": {"stringValue": "%s"}}]},
                  "scopeLogs": [{"logRecords": [{"timeUnixNano": "%d000000", "severityNumber": 17,
                    "body": {"stringValue": "%s"}, "attributes": [%s]}]}]}]}""".formatted(service, instance, millis, body, attributes)
                .getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void errors_that_were_not_there_before_a_change_are_new() {
        long now = System.currentTimeMillis();
        fail("crashing", "a", "order 17 of 'ada' failed", "", now - 7_200_000);
        fail("crashing", "a", "card 4711 refused", "dev.shop.CardRefused", now - 7_200_000);
        long change = Long.parseLong(
                rig.apply("kind: Environment\nname: staging\nspec: {description: 'before the errors'}\n"));
        rig.apply("kind: SavedSearch\nname: mine\nspec: {signal: logs, query: failed}\n");
        long after = System.currentTimeMillis() + 1;
        fail("crashing", "a", "order 18 of 'bob' failed", "", after);
        fail("crashing", "b", "card 4712 refused", "dev.shop.CardRefused", after);
        fail("crashing", "b", "card 4713 refused", "dev.shop.CardRefused", after + 1);
        fail("crashing", "b", "no route to 10.0.0.7:5432", "java.net.NoRouteToHostException", after);
        fail("crashing", "b", "no route to 10.0.0.8:5432", "java.net.NoRouteToHostException", after + 5);
        send("crashing", "no error at all");
        awaitLogs("crashing", 8);
        Answer since = rig.core().admin().get("/api/v1/logs/errors?service=crashing&change=" + change);
        assertThat(since.status()).as(since.text()).isEqualTo(200);
        assertThat(since.body().at("/since/seq").asLong()).isEqualTo(change);
        assertThat(since.body().at("/since/name").asString()).isEqualTo("staging");
        JsonNode items = since.body().path("items");
        assertThat(items.findValuesAsString("title"))
                .containsExactly(
                        "java.net.NoRouteToHostException: no route to …",
                        "dev.shop.CardRefused: card … refused",
                        "order … of … failed");
        assertThat(items.valueStream().map(each -> each.path("isNew").asBoolean()))
                .containsExactly(true, false, false);
        assertThat(items.valueStream().map(each -> each.path("count").asInt())).containsExactly(2, 2, 1);
        assertThat(items.at("/0/latest/body").asString()).isEqualTo("no route to 10.0.0.8:5432");
        assertThat(items.at("/0/first").asString())
                .isLessThan(items.at("/0/last").asString());
        assertThat(rig.core()
                        .admin()
                        .get("/api/v1/logs?errorId=" + items.at("/1/id").asString())
                        .body()
                        .path("total")
                        .asInt())
                .as("within the last hour")
                .isEqualTo(2);
        assertThat(rig.core()
                        .admin()
                        .get("/api/v1/logs/errors")
                        .body()
                        .at("/since/kind")
                        .asString())
                .as("what is decided about looking is no change of what is looked at")
                .isNotIn("Dashboard", "SavedSearch", "LogPipeline", "LogStream", "IngestQuota");
        assertThat(rig.core().admin().get("/api/v1/logs/errors?change=999999").code())
                .isEqualTo("ledger.change-not-found");
        assertThat(rig.core().admin().get("/api/v1/logs/errors?lookbackHours=0").text())
                .contains("lookbackHours", "1 to 168");
    }

    @Test
    void around_a_record_is_what_the_same_instance_logged() {
        long now = System.currentTimeMillis();
        for (int i = 0; i < 30; i++) {
            fail("chatty", i % 2 == 0 ? "even" : "odd", "line " + i, "", now + i / 4);
        }
        JsonNode all = awaitLogs("chatty", 30);
        String id = all.valueStream()
                .filter(each -> each.path("body").asString().equals("line 14"))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asString();
        Answer context = rig.core().admin().get("/api/v1/logs/%s/context?before=3&after=20".formatted(id));
        assertThat(context.status()).as(context.text()).isEqualTo(200);
        assertThat(context.body().path("before").findValuesAsString("body"))
                .containsExactly("line 8", "line 10", "line 12");
        assertThat(context.body().at("/record/body").asString()).isEqualTo("line 14");
        assertThat(context.body().path("after").findValuesAsString("body"))
                .containsExactly("line 16", "line 18", "line 20", "line 22", "line 24", "line 26", "line 28");
        assertThat(rig.core().admin().get("/api/v1/logs/none/context").status()).isEqualTo(404);
        assertThat(rig.core()
                        .admin()
                        .get("/api/v1/logs/%s/context?before=-1".formatted(id))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_saved_search_is_checked_when_it_is_saved() {
        Answer wrong = rig.core().admin().apply("""
                kind: SavedSearch
                name: wrong
                spec: {signal: logs, severity: loud, tags: [none]}
                """);
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.text()).contains("spec.severity", "spec.tags[0]", "key=value");
    }
}
