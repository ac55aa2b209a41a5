// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.kernel.TestApplication;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.core.testing.TestCore.Caller;
import dev.plinth.core.testing.TestCore.Watching;
import dev.plinth.engines.postgres.PostgresEngine;
import dev.plinth.engines.testing.TestingEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL is killed under a running core. */
class EngineDownIT {
    @Test
    void reads_and_watches_go_on_writes_say_what_is_missing_and_all_comes_back_by_itself(@TempDir Path directory) {
        try (TestingEngine postgres = new TestingEngine(new PostgresEngine(), directory);
                TestCore core = TestCore.start(TestApplication.class, postgres.connection())) {
            Caller admin = core.admin();
            Answer first = put(admin, 1);
            assertThat(admin.get("/api/v1/resources/Widget?position=" + first.header("Plinth-Position"))
                            .status())
                    .isEqualTo(200);
            try (Watching watching = admin.watch("?kind=Widget", Map.of())) {
                watching.synced();
                postgres.process().kill();
                assertThat(admin.get("/api/v1/resources/Widget/w?env=dev")
                                .body()
                                .at("/spec/size")
                                .asInt())
                        .isEqualTo(1);
                Answer refused = put(admin, 2);
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.code()).isEqualTo("engine.unavailable");
                assertThat(refused.body().at("/engine").asString()).isEqualTo("postgres");
                postgres.killAndRestart();
                await().atMost(Duration.ofSeconds(20)).until(() -> put(admin, 3).status() == 200);
                assertThat(watching.nextNews().data().at("/spec/size").asInt()).isEqualTo(3);
            }
        }
    }

    private static Answer put(Caller caller, int size) {
        return caller.put("/api/v1/resources/Widget/w?env=dev", "{\"spec\": {\"size\": " + size + "}}");
    }
}
