// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who ships logs to an Elasticsearch ships them here as well. */
class BulkIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String NDJSON = "application/x-ndjson";

    private static Rig rig;

    @BeforeAll
    static void start() {
        rig = new Rig("--plinth.telemetry.anonymous-rate=1MB", "--plinth.telemetry.max-body=2MB");
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    private static HttpResponse<byte[]> bulk(String path, String body, String... headers) {
        return rig.post(path, NDJSON, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private static List<JsonNode> logs(String service, int expected) {
        return await().atMost(LIMIT)
                .until(
                        () -> rig.core()
                                .admin()
                                .get("/api/v1/logs?limit=100&service=" + service)
                                .body()
                                .at("/items")
                                .valueStream()
                                .toList(),
                        found -> found.size() == expected);
    }

    @Test
    void what_the_client_of_elasticsearch_sends_is_found_with_its_service_severity_and_trace() throws Exception {
        Instant when = Instant.now().minusSeconds(60);
        try (ElasticsearchClient client = ElasticsearchClient.of(b -> b.host(rig.http()))) {
            BulkResponse answer = client.bulk(all -> all.index("logs-till-default")
                    .operations(one -> one.create(create -> create.document(Map.of(
                            "@timestamp",
                            when.toString(),
                            "message",
                            "Payment declined",
                            "log",
                            Map.of("level", "ERROR", "logger", "till"),
                            "service",
                            Map.of("name", "till", "environment", "dev"),
                            "trace",
                            Map.of("id", "0af7651916cd43dd8448eb211c80319c"),
                            "error",
                            Map.of("type", "Declined", "message", "no money"),
                            "order",
                            Map.of("amount", 12, "tags", List.of("a", "b"))))))
                    .operations(one -> one.index(index ->
                            index.index("plain").id("mine").document(Map.of("log", "a line of a container\n")))));
            assertThat(answer.errors()).isFalse();
            assertThat(answer.items()).extracting(BulkResponseItem::status).containsExactly(201, 201);
            assertThat(answer.items())
                    .extracting(BulkResponseItem::index)
                    .containsExactly("logs-till-default", "plain");
            assertThat(answer.items().get(1).id()).isEqualTo("mine");
            assertThat(client.info().tagline()).isNotEmpty();
        }
        JsonNode log = logs("till", 1).getFirst();
        assertThat(log.at("/body").asString()).isEqualTo("Payment declined");
        assertThat(log.at("/severity").asString()).isEqualTo("error");
        assertThat(log.at("/env").asString()).isEqualTo("dev");
        assertThat(log.at("/traceId").asString()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(Instant.parse(log.at("/time").asString()))
                .isCloseTo(when, org.assertj.core.api.Assertions.within(1, java.time.temporal.ChronoUnit.MILLIS));
        assertThat(log.at("/attributes/order.amount").asInt()).isEqualTo(12);
        assertThat(log.at("/attributes/order.tags").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(log.at("/attributes/exception.message").asString()).isEqualTo("no money");
        assertThat(log.at("/attributes/log.logger").asString()).isEqualTo("till");
        assertThat(log.at("/attributes/elasticsearch.index").asString()).isEqualTo("logs-till-default");
        assertThat(logs("plain", 1).getFirst().at("/body").asString()).isEqualTo("a line of a container\n");
    }

    @Test
    void of_a_bulk_that_is_good_in_part_the_good_part_is_kept_and_each_line_is_answered() {
        HttpResponse<byte[]> answer = bulk("/mixed/_bulk", """
                {"create": {}}
                {"message": "first"}
                {"delete": {"_id": "1"}}
                {"create": {}}
                {"message": "not closed
                {"update": {"_id": "2"}}
                {"doc": {}}

                {"index": {}}
                {"message": "%s"}
                {"index": {}}
                [1, 2]
                {"index": {}}
                {"message": "last"}
                """.formatted("x".repeat(900_000)));
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode told = json(answer);
        assertThat(told.at("/errors").asBoolean()).isTrue();
        assertThat(told.at("/items")
                        .valueStream()
                        .map(each -> each.properties()
                                .iterator()
                                .next()
                                .getValue()
                                .at("/status")
                                .asInt()))
                .containsExactly(201, 400, 400, 400, 413, 400, 201);
        assertThat(told.at("/items/1/delete/error/reason").asString()).contains("expected: create or index");
        assertThat(told.at("/items/2/create/error/reason").asString()).contains("Line 5 is no JSON object");
        assertThat(told.at("/items/4/index/error/reason").asString()).contains("expected: at most");
        assertThat(logs("mixed", 2))
                .extracting(each -> each.at("/body").asString())
                .containsExactlyInAnyOrder("first", "last");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | The body is empty",
                "{\"message\": \"no action\"} | Line 1 has the action \"message\"",
                "hello | Line 1 is no action",
                "{\"create\": {}} | Line 1 is an action without a document",
                "{\"drop\": {}} | Line 1 has the action \"drop\" (expected: create or index)"
            })
    void a_body_whose_actions_cannot_be_told_is_refused_as_a_whole(String body, String expected) {
        HttpResponse<byte[]> refused = bulk("/whole/_bulk", body);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).at("/error/reason").asString()).contains(expected);
        assertThat(json(refused).at("/status").asInt()).isEqualTo(400);
    }

    @Test
    void shippers_may_compress_and_an_action_must_name_its_index() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(
                    "{\"create\":{\"_index\":\"zipped\"}}\n{\"message\":\"small\"}\n{\"create\":{}}\n{\"message\":\"whose\"}\n"
                            .getBytes(StandardCharsets.UTF_8));
        }
        JsonNode told = json(rig.post("/_bulk", "application/json", bytes.toByteArray(), "Content-Encoding", "gzip"));
        assertThat(told.at("/items/0/create/status").asInt()).isEqualTo(201);
        assertThat(told.at("/items/1/create/error/reason").asString()).contains("without _index");
        assertThat(logs("zipped", 1)).hasSize(1);
    }

    private static HttpResponse<byte[]> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(rig.http() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return Rig.HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    @Test
    void shippers_find_what_they_check_before_they_send() throws Exception {
        for (String method : List.of("GET", "HEAD")) {
            HttpResponse<byte[]> root = send(method, "/");
            assertThat(root.statusCode()).isEqualTo(200);
            assertThat(root.headers().firstValue("X-Elastic-Product")).hasValue("Elasticsearch");
        }
        assertThat(json(send("GET", "/")).at("/version/number").asString()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(json(send("GET", "/_license")).at("/license/status").asString())
                .isEqualTo("active");
        assertThat(send("GET", "/_cluster/health").statusCode()).isEqualTo(404);
    }

    @Test
    void who_sends_is_looked_at_before_what() throws Exception {
        HttpResponse<byte[]> forged = bulk("/_bulk", "{}", "Authorization", "Bearer forged");
        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(json(forged).at("/error/type").asString()).isEqualTo("security_exception");
        assertThat(send("GET", "/", "Authorization", "Bearer forged").statusCode())
                .isEqualTo(401);
        HttpResponse<byte[]> mine = bulk(
                "/of-an-app/_bulk",
                "{\"create\": {}}\n{\"message\": \"mine\"}\n",
                "Authorization",
                "Bearer " + rig.tokenOf("shipper"));
        assertThat(json(mine).at("/errors").asBoolean()).isFalse();
        assertThat(logs("of-an-app", 1).getFirst().at("/app").asString()).isEqualTo("shipper");
        HttpResponse<byte[]> get = send("GET", "/_bulk");
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("Allow")).hasValue("POST, PUT");
        assertThat(rig.post("/_bulk", "text/plain", new byte[0]).statusCode()).isEqualTo(415);
    }
}
