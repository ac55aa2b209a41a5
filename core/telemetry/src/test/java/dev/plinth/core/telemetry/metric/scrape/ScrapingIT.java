// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.core.TestTelemetry;
import dev.plinth.core.telemetry.metric.duty.Duties;
import dev.plinth.core.testing.TestCore;
import dev.plinth.core.testing.TestCore.Answer;
import dev.plinth.engines.EngineConnection;
import dev.plinth.engines.SecretFiles;
import dev.plinth.engines.testing.TestingPostgres;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** Cores as they are, with a store for metrics; their other engines are away. */
class ScrapingIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** No component, so that no other core has that store. */
    @Import(TestTelemetry.class)
    static class WithSink {
        @Bean
        @Primary
        TestingSink metricSink() {
            return new TestingSink();
        }
    }

    private static TestCore core(EngineConnection database, Path directory) {
        Path password = directory.resolve("nobody.password");
        SecretFiles.ensure(password);
        return TestCore.start(
                WithSink.class,
                database,
                directory,
                "--plinth.identity.public-url=http://plinth.test:8080",
                "--plinth.telemetry.http-port=0",
                "--plinth.telemetry.grpc-port=0",
                "--plinth.telemetry.metrics.own=false",
                "--plinth.engines.kafka.url=127.0.0.1:9",
                "--plinth.engines.kafka.username=nobody",
                "--plinth.engines.kafka.password-file=" + password,
                "--plinth.engines.opensearch.url=http://127.0.0.1:9",
                "--plinth.engines.opensearch.username=nobody",
                "--plinth.engines.opensearch.password-file=" + password,
                "--logging.level.org.apache.kafka=off");
    }

    private static long ups(TestCore core) {
        return core.bean(TestingSink.class).batches().stream()
                .filter(batch -> batch.values().containsValue("1.0"))
                .count();
    }

    @Test
    void one_of_two_cores_asks_and_the_other_goes_on_when_it_stops() {
        EngineConnection database = TestingPostgres.freshDatabase();
        Path directory = TestCore.temporary();
        try (TestingTarget server = new TestingTarget();
                TestCore first = core(database, directory)) {
            server.answers("a 1\n");
            Answer applied = first.admin().apply("""
                    kind: ScrapeTarget
                    env: dev
                    name: node
                    spec: {targets: ["%s"], intervalSeconds: 1}
                    """.formatted(server.address()));
            assertThat(applied.status()).as(applied.text()).isEqualTo(200);
            await().atMost(LIMIT).until(() -> ups(first) >= 2);
            Scraping scraping = first.bean(Scraping.class);
            assertThat(scraping.isHere()).isTrue();
            assertThat(scraping.targets())
                    .singleElement()
                    .extracting(TargetView::health)
                    .isEqualTo(TargetState.UP);
            try (TestCore second = core(database, directory)) {
                await().during(Duration.ofSeconds(4))
                        .atMost(LIMIT)
                        .until(() -> !second.bean(Scraping.class).isHere());
                assertThat(ups(second)).isZero();
                assertThat(second.bean(Scraping.class).targets())
                        .singleElement()
                        .extracting(TargetView::health)
                        .isEqualTo(TargetState.UNKNOWN);
                first.bean(Duties.class).stop();
                await().atMost(LIMIT).until(() -> ups(second) >= 2);
                assertThat(second.bean(Scraping.class).isHere()).isTrue();
                assertThat(first.bean(TestingSink.class).batches())
                        .noneSatisfy(batch -> assertThat(batch.values()).containsValue("stale"));
            }
        }
    }
}
