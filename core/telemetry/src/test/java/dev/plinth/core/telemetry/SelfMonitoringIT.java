// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.TestTelemetry;
import dev.plinth.core.kernel.cluster.Cores;
import dev.plinth.core.telemetry.dashboard.BuiltInQueries;
import dev.plinth.core.telemetry.metric.MetricStore;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import dev.plinth.engines.redis.RedisEngine;
import dev.plinth.engines.testing.TestingEngine;
import dev.plinth.engines.testing.TestingPostgres;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Plinth's own engines, core and gateways in Plinth's own store. */
class SelfMonitoringIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String TEXT = "text/plain; version=0.0.4";
    private static final String GATEWAY = "/api/v1/live/Gateway/gateway-1/metrics?env=dev";

    private static final TestingEngine REDIS = TestingEngine.untilExit(new RedisEngine());
    private static Rig rig;

    @BeforeAll
    static void start() {
        List<String> settings = new ArrayList<>(List.of(Rig.OWN_METRICS));
        Rig.engine(settings, "redis", REDIS.connection());
        rig = new Rig(settings.toArray(String[]::new));
        rig.apply("""
                kind: Role
                name: dev-metrics
                spec: {rules: [{verbs: [read], kinds: [Metrics], environments: [dev]}]}
                ---
                kind: RoleBinding
                name: dev-metrics
                spec: {role: dev-metrics, subjects: ["process:dev-clerk"]}
                """);
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    private static JsonNode query(Caller caller, String query) {
        Answer answer =
                caller.get("/prometheus/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.body().at("/data/result");
    }

    private static List<String> values(Caller caller, String query) {
        return query(caller, query)
                .valueStream()
                .map(each -> each.at("/value/1").asString())
                .toList();
    }

    private static Answer send(Caller caller, String path, String type, String text) {
        return caller.send("PUT", path, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private static MetricStore.Reading of(String job) {
        return rig.core()
                .bean(MetricStore.class)
                .open(labels -> labels.get("job").equals(job));
    }

    @Test
    void its_engines_are_monitored_and_who_may_read_only_an_environment_does_not_see_them() {
        Caller admin = rig.core().admin();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(values(admin, "{__name__=~\"(pg|redis|kafka|elasticsearch)_up\"}"))
                        .containsExactly("1", "1", "1", "1"));
        assertThat(values(admin, "sum(kafka_topic_partitions{topic=\"plinth.metrics\"})"))
                .hasSize(1);
        Caller clerk = rig.core().process("dev-clerk");
        assertThat(query(clerk, "pg_up").isEmpty()).isTrue();
        assertThat(rig.core()
                        .process("stranger")
                        .get("/prometheus/api/v1/query?query=pg_up")
                        .status())
                .isEqualTo(403);
        JsonNode metadata = admin.get("/prometheus/api/v1/metadata?metric=pg_database_size_bytes")
                .body();
        assertThat(metadata.at("/data/pg_database_size_bytes/0/type").asString())
                .isEqualTo("gauge");
        assertThat(metadata.at("/data/pg_database_size_bytes/0/unit").asString())
                .isEqualTo("bytes");
    }

    @Test
    void each_core_tells_of_itself_and_the_dashboard_of_virtual_machines_is_answered() {
        // what is known of collections is known when there were some
        System.gc();
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(BuiltInQueries.unanswered("jvm", of("core"), System.currentTimeMillis()))
                                .isEmpty());
        Caller admin = rig.core().admin();
        String own = rig.core().bean(Cores.class).id();
        assertThat(values(admin, "count(jvm_info{job=\"core\", instance=\"%s\"})".formatted(own)))
                .containsExactly("1");
        assertThat(values(admin, "hikaricp_connections_max{job=\"core\"} > 1")).hasSize(1);
        assertThat(values(admin, "plinth_telemetry_accepted_total{job=\"core\"} > 0"))
                .hasSize(1);
        try (TestCore other = rig.another()) {
            String id = other.bean(Cores.class).id();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(values(admin, "count by (instance) (jvm_info{job=\"core\"})"))
                            .hasSize(2));
            other.close();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(
                                    query(admin, "process_uptime_seconds{instance=\"%s\"}".formatted(id))
                                            .isEmpty())
                            .isTrue());
        }
    }

    /** As a gateway writes it. */
    private static String gatewayText(int requests) {
        return """
                # TYPE plinth_gateway_requests_total counter
                # TYPE plinth_gateway_request_seconds histogram
                # TYPE plinth_gateway_received_bytes_total counter
                # TYPE plinth_gateway_sent_bytes_total counter
                # TYPE plinth_gateway_connections gauge
                # TYPE plinth_gateway_core_connected gauge
                # TYPE plinth_gateway_access_records_total counter
                plinth_gateway_requests_total{route="shop",status="2xx"} %1$d
                plinth_gateway_request_seconds_bucket{route="shop",le="0.001"} %1$d
                plinth_gateway_request_seconds_bucket{route="shop",le="+Inf"} %1$d
                plinth_gateway_request_seconds_sum{route="shop"} 0.1
                plinth_gateway_request_seconds_count{route="shop"} %1$d
                plinth_gateway_received_bytes_total{route="shop"} %1$d
                plinth_gateway_sent_bytes_total{route="shop"} %1$d
                plinth_gateway_requests_total{route="",status="4xx"} 1
                plinth_gateway_connections 2
                plinth_gateway_core_connected 1
                plinth_gateway_access_records_total{outcome="sent"} %1$d
                plinth_gateway_access_records_total{outcome="dropped"} 0
                """.formatted(requests);
    }

    @Test
    void what_a_gateway_sends_is_its_own_and_the_dashboard_of_gateways_is_answered() {
        Caller gateway = rig.core().process("gateway");
        int[] requests = {100};
        await().atMost(LIMIT).untilAsserted(() -> {
            Answer sent = send(gateway, GATEWAY, TEXT, gatewayText(requests[0]++));
            assertThat(sent.status()).as(sent.text()).isEqualTo(204);
            assertThat(BuiltInQueries.unanswered("gateway", of("gateway"), System.currentTimeMillis()))
                    .isEmpty();
        });
        Caller admin = rig.core().admin();
        String series = "plinth_gateway_connections{job=\"gateway\", instance=\"gateway-1\", env=\"dev\"}";
        assertThat(values(admin, series)).containsExactly("2");
        assertThat(values(rig.core().process("dev-clerk"), series)).containsExactly("2");
        Answer metadata = admin.get("/prometheus/api/v1/metadata?metric=plinth_gateway_request_seconds");
        assertThat(metadata.body()
                        .at("/data/plinth_gateway_request_seconds/0/type")
                        .asString())
                .isEqualTo("histogram");
    }

    @Test
    void only_a_gateway_sends_metrics_of_one() {
        assertThat(send(rig.core().anonymous(), GATEWAY, TEXT, "a 1\n").status())
                .isEqualTo(401);
        Answer clerk = send(rig.core().process("dev-clerk"), GATEWAY, TEXT, "a 1\n");
        assertThat(clerk.status()).isEqualTo(403);
        assertThat(clerk.code()).isEqualTo("access.forbidden");
        assertThat(query(rig.core().admin(), "a").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a 1~b x~      | line 2: | 2
            a{b="c} 1~    | line 1: | 1
            a 1~b 2~{} 3~ | line 3: | 3
            """)
    void a_text_that_is_none_is_refused_with_its_line(String text, String message, int line) {
        Answer answer = send(rig.core().process("gateway"), GATEWAY, TEXT, text.replace('~', '\n'));
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("document.malformed");
        assertThat(answer.text()).contains(message);
        assertThat(answer.body().at("/violations/0/offending").asInt(0)).isEqualTo(line);
        assertThat(query(rig.core().admin(), "a").isEmpty()).isTrue();
    }

    @Test
    void too_much_is_refused() {
        Caller gateway = rig.core().process("gateway");
        Answer large = send(gateway, GATEWAY, TEXT, "a 1\n".repeat(300_000));
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.code()).isEqualTo("document.too-large");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 20_001; i++) {
            many.append("a{i=\"").append(i).append("\"} 1\n");
        }
        Answer answer = send(gateway, GATEWAY, TEXT, many.toString());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("line 20001").contains("at most 20000");
        assertThat(send(gateway, GATEWAY, "application/json", "{}").status()).isEqualTo(415);
    }

    @Test
    void a_core_without_the_room_says_so() {
        try (TestCore core = TestCore.start(
                TestTelemetry.class,
                TestingPostgres.freshDatabase(),
                TestCore.temporary(),
                "--plinth.identity.public-url=http://plinth.test:8080")) {
            Answer answer = send(core.process("gateway"), GATEWAY, TEXT, "a 1\n");
            assertThat(answer.status()).as(answer.text()).isEqualTo(404);
            assertThat(answer.code()).isEqualTo("room.off");
        }
    }
}
