// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import dev.plinth.client.AppTokens;
import dev.plinth.client.PlinthException;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/** Whose telemetry it is: a fresh token with each export, and only where Plinth takes it. */
record Telemetry(Connection connection, AppTokens tokens, Environment environment) {
    static final String TRACES = "management.opentelemetry.tracing.export.otlp.endpoint";
    static final String LOGS = "management.opentelemetry.logging.export.otlp.endpoint";
    static final String METRICS = "management.otlp.metrics.export.url";

    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);

    /** Whether it goes to Plinth; a collector of one's own must not see the token. */
    boolean isForPlinth(String setting) {
        return connection.properties().otlp().enabled()
                && environment.getProperty(setting, "").startsWith(connection.otlpUrl() + "/");
    }

    Supplier<Map<String, String>> headers() {
        return () -> {
            try {
                return Map.of("Authorization", "Bearer " + tokens.get());
            } catch (PlinthException e) {
                LOG.debug("No token for telemetry: {}", e.getMessage());
                return Map.of();
            }
        };
    }
}
