// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import static dev.plinth.core.alerts.api.AlertmanagerCore.API;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.engines.postgres.PostgresEngine;
import dev.plinth.engines.testing.TestingEngine;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was answered with 200 is not lost, whoever is killed. */
class AlertmanagerSurvivalIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static String alert(String name) {
        return "[{\"labels\":{\"alertname\":\"%s\"}}]".formatted(name);
    }

    @Test
    void alerts_outlive_the_database_and_the_core(@TempDir Path directory) {
        Path secrets = TestCore.temporary();
        try (TestingEngine postgres = new TestingEngine(new PostgresEngine(), directory)) {
            try (AlertmanagerCore core = new AlertmanagerCore(postgres.connection(), secrets)) {
                postgres.process().kill();
                Answer refused = core.post(core.admin(), "/alerts", alert("Lost"));
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.body().asString()).startsWith("PostgreSQL does not answer");
                HttpResponse<String> byIngest = core.ingest("POST", API + "/alerts", alert("Lost"));
                assertThat(byIngest.statusCode()).as(byIngest.body()).isEqualTo(503);
                assertThat(byIngest.headers().firstValue("Retry-After")).isPresent();
                assertThat(core.admin().get(API + "/alerts").status()).isEqualTo(503);
                postgres.killAndRestart();
                await().atMost(LIMIT)
                        .until(() -> core.post(core.admin(), "/alerts", alert("Kept"))
                                        .status()
                                == 200);
                assertThat(core.ingest("POST", API + "/alerts", alert("KeptToo"))
                                .statusCode())
                        .isEqualTo(200);
            }
            postgres.killAndRestart();
            try (AlertmanagerCore next = new AlertmanagerCore(postgres.connection(), secrets)) {
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(next.get(next.admin(), "/alerts")
                                        .valueStream()
                                        .map(each ->
                                                each.at("/labels/alertname").asString()))
                                .containsExactlyInAnyOrder("Kept", "KeptToo"));
            }
        }
    }
}
