// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.core.TestServices;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What gateways report of their traffic, and what one is told of it. */
class TrafficIT {
    private static TestCore core;

    @BeforeAll
    static void start() {
        core = TestCore.start(TestServices.class);
    }

    @AfterAll
    static void stop() {
        core.close();
    }

    /** 90 requests within 0.5 ms and 10 within 1 s, of which one failed. */
    private static String report(Instant at, String route) {
        return """
                {"at": "%s", "routes": [{"route": "%s", "statuses": [0, 0, 95, 0, 4, 1],
                 "buckets": [90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0], "micros": 1000}]}
                """.formatted(at, route);
    }

    private static Answer send(Caller caller, String env, String report) {
        return caller.put("/api/v1/live/Gateway/g1/traffic?env=" + env, report);
    }

    @Test
    void a_report_that_comes_twice_counts_once() {
        Instant at = Instant.now().minusSeconds(60);
        assertThat(send(core.process("gateway"), "prod", report(at, "shop")).status())
                .isEqualTo(204);
        assertThat(send(core.process("gateway"), "prod", report(at, "shop")).status())
                .isEqualTo(204);
        Answer traffic = core.admin().get("/api/v1/traffic?env=prod");
        assertThat(traffic.body().at("/steps")).hasSize(1);
        assertThat(traffic.body().at("/steps/0/requests").asInt()).isEqualTo(100);
        assertThat(traffic.body().at("/steps/0/errors").asInt()).isEqualTo(1);
        assertThat(traffic.body().at("/routes/0/route").asString()).isEqualTo("shop");
        assertThat(traffic.body().at("/routes/0/clientErrors").asInt()).isEqualTo(4);
        assertThat(traffic.body().at("/routes/0/p50Millis").asDouble()).isBetween(0.2, 0.5);
        assertThat(traffic.body().at("/routes/0/p99Millis").asDouble()).isBetween(500.0, 1000.0);
        assertThat(core.admin().get("/api/v1/traffic?env=staging").body().at("/steps"))
                .isEmpty();
    }

    @Test
    void what_is_long_past_is_not_told() {
        send(core.process("gateway"), "dev", report(Instant.now().minusSeconds(600), "old"));
        assertThat(core.admin()
                        .get("/api/v1/traffic?env=dev&minutes=5")
                        .body()
                        .at("/routes")
                        .toString())
                .doesNotContain("old");
    }

    @Test
    void only_a_gateway_reports_and_only_who_may_read_routes_is_told() {
        String report = report(Instant.now(), "secret-route");
        assertThat(send(core.anonymous(), "dev", report).status()).isEqualTo(401);
        assertThat(send(core.process("other"), "dev", report).status()).isEqualTo(403);
        assertThat(core.anonymous().get("/api/v1/traffic?env=dev").status()).isEqualTo(401);
        send(core.process("gateway"), "dev", report);
        assertThat(core.process("other").get("/api/v1/traffic?env=dev").text()).doesNotContain("secret-route");
        assertThat(core.process("gateway").get("/api/v1/traffic?env=dev").text())
                .contains("secret-route");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"routes": []}                                                            | at
            {"at": "2026-01-01T00:00:00Z", "routes": [{"route": "a", "statuses": [1], "buckets": [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0], "micros": 0}]} | routes[0].statuses
            {"at": "2026-01-01T00:00:00Z", "routes": [{"route": "a", "statuses": [0,0,-1,0,0,0], "buckets": [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0], "micros": 0}]} | routes[0].statuses[2]
            """)
    void what_is_wrong_is_named(String report, String field) {
        Answer answer = send(core.process("gateway"), "dev", report);
        assertThat(answer.status()).as(answer.text()).isBetween(400, 422);
        assertThat(answer.text()).contains(field);
    }

    @Test
    void a_time_out_of_bounds_is_refused() {
        Answer answer = core.admin().get("/api/v1/traffic?env=dev&minutes=0");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/violations/0/field").asString()).isEqualTo("minutes");
    }
}
