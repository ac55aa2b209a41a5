// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts;

import dev.plinth.core.TestAlerts;
import dev.plinth.core.kernel.ledger.LedgerPosition;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.kafka.KafkaEngine;
import dev.plinth.engines.testing.TestingEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Cores with alerts, over a real PostgreSQL and a real Kafka. OpenSearch is away. */
public final class AlertsCore {
    private static final TestingEngine KAFKA = TestingEngine.untilExit(new KafkaEngine());

    private AlertsCore() {}

    /** One that is ready; others of the same database and directory are its peers. */
    public static TestCore start(EngineConnection database, Path directory, String... settings) {
        Path nobody = directory.resolve("nobody.password");
        SecretFiles.ensure(nobody);
        EngineConnection kafka = KAFKA.connection();
        List<String> all = new ArrayList<>(List.of(
                "--plinth.identity.public-url=http://plinth.test:8080",
                "--plinth.telemetry.http-port=0",
                "--plinth.telemetry.grpc-port=0",
                "--plinth.telemetry.metrics.own=false",
                "--plinth.engines.kafka.url=" + kafka.url(),
                "--plinth.engines.kafka.username=" + kafka.username(),
                "--plinth.engines.kafka.password-file=" + kafka.passwordFile(),
                "--plinth.engines.opensearch.url=http://127.0.0.1:9",
                "--plinth.engines.opensearch.username=nobody",
                "--plinth.engines.opensearch.password-file=" + nobody,
                "--logging.level.org.apache.kafka=off"));
        all.addAll(List.of(settings));
        return TestCore.start(TestAlerts.class, database, directory, all.toArray(String[]::new));
    }

    /** Applies documents, and waits until the core knows them. */
    public static void apply(TestCore core, String documents) {
        Answer applied = core.admin().apply(documents);
        if (applied.status() != 200) {
            throw new AssertionError(applied.text());
        }
        core.bean(LedgerPosition.class)
                .await(Long.parseLong(applied.header("Plinth-Position")), Duration.ofSeconds(10));
    }
}
