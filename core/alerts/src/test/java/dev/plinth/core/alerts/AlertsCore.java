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
import org.jspecify.annotations.Nullable;

/** Cores with alerts, over a real PostgreSQL and a real Kafka. */
public final class AlertsCore {
    private AlertsCore() {}

    /** Those who need one Kafka and no more share it; what is measured would be read by all. */
    private static final class Shared {
        static final EngineConnection KAFKA =
                TestingEngine.untilExit(new KafkaEngine()).connection();
    }

    /** One that is ready, without OpenSearch; others of the same database and directory are its peers. */
    public static TestCore start(EngineConnection database, Path directory, String... settings) {
        return start(database, directory, Shared.KAFKA, null, settings);
    }

    /** @param opensearch away if null */
    public static TestCore start(
            EngineConnection database,
            Path directory,
            EngineConnection kafka,
            @Nullable EngineConnection opensearch,
            String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "--plinth.identity.public-url=http://plinth.test:8080",
                "--plinth.telemetry.http-port=0",
                "--plinth.telemetry.grpc-port=0",
                "--plinth.telemetry.metrics.own=false",
                "--logging.level.org.apache.kafka=off"));
        engine(all, "kafka", kafka);
        engine(all, "opensearch", opensearch == null ? away(directory) : opensearch);
        all.addAll(List.of(settings));
        return TestCore.start(TestAlerts.class, database, directory, all.toArray(String[]::new));
    }

    private static EngineConnection away(Path directory) {
        Path password = directory.resolve("nobody.password");
        SecretFiles.ensure(password);
        return new EngineConnection("http://127.0.0.1:9", "nobody", password);
    }

    private static void engine(List<String> settings, String name, EngineConnection connection) {
        String at = "--plinth.engines." + name;
        settings.add(at + ".url=" + connection.url());
        settings.add(at + ".username=" + connection.username());
        settings.add(at + ".password-file=" + connection.passwordFile());
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
