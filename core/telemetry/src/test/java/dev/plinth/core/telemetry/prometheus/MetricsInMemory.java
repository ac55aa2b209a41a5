// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.TestTelemetry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** A core whose metrics are in memory. It has no stereotype, so that no other core finds it. */
@Import(TestTelemetry.class)
class MetricsInMemory {
    @Bean
    @Primary
    InMemoryMetrics inMemoryMetrics() {
        return new InMemoryMetrics();
    }
}
