// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.engine;

import dev.plinth.core.kernel.engine.EngineProperties.Connection;
import java.util.HashMap;
import java.util.Map;

/** What every client of Kafka is told, by the names that Kafka gives it. */
public final class KafkaSettings {
    private KafkaSettings() {}

    /** A map of the caller's own, to add to. */
    public static Map<String, Object> of(Connection kafka, String client) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers(kafka));
        settings.put("client.id", client);
        settings.put("reconnect.backoff.max.ms", 2_000);
        settings.put("metadata.max.age.ms", 30_000);
        // nothing is reported to the broker
        settings.put("enable.metrics.push", false);
        String password = kafka.password();
        if (kafka.username() != null && password != null) {
            settings.put("security.protocol", "SASL_PLAINTEXT");
            settings.put("sasl.mechanism", "SCRAM-SHA-512");
            settings.put("sasl.jaas.config", scramLogin(kafka.username(), password));
        }
        return settings;
    }

    /** Settings say {@code kafka://host:port}, Kafka's clients {@code host:port}. */
    public static String bootstrapServers(Connection kafka) {
        return kafka.url().replaceFirst("^[a-z]+://", "");
    }

    private static String scramLogin(String username, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(username, password);
    }
}
