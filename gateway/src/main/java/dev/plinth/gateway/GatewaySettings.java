// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway is told at its start, in a file of properties. Secrets are named by file only.
 *
 * @param env the environment whose routes it serves
 * @param publicUrl how the world reaches it; also who issues tokens
 * @param addresses it listens on
 * @param management port on loopback for health and metrics
 * @param core where the control plane is
 * @param credential file with the token of {@code process:gateway}
 * @param directory for what it keeps: the last snapshot, its own key
 * @param certificate PEM file; null for plain HTTP
 * @param key PEM file; null for plain HTTP
 * @param kafka client settings; empty to keep no access log
 * @param threads event loops
 */
record GatewaySettings(
        String env,
        String publicUrl,
        List<String> addresses,
        int port,
        int management,
        URI core,
        Path credential,
        Path directory,
        @Nullable Path certificate,
        @Nullable Path key,
        Map<String, Object> kafka,
        int threads) {
    static GatewaySettings read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        Map<String, Object> kafka = new HashMap<>();
        String url = properties.getProperty("kafka.url");
        if (url != null) {
            kafka.put("bootstrap.servers", url);
            String username = properties.getProperty("kafka.username");
            if (username != null) {
                kafka.put("security.protocol", "SASL_PLAINTEXT");
                kafka.put("sasl.mechanism", "SCRAM-SHA-512");
                kafka.put(
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                                .formatted(
                                        username,
                                        Files.readString(Path.of(required(properties, "kafka.password-file")))
                                                .strip()));
            }
        }
        return new GatewaySettings(
                required(properties, "env"),
                required(properties, "public-url"),
                List.of(required(properties, "addresses").split(",")),
                Integer.parseInt(required(properties, "port")),
                Integer.parseInt(required(properties, "management-port")),
                URI.create(required(properties, "core-url")),
                Path.of(required(properties, "credential-file")),
                Path.of(required(properties, "directory")),
                path(properties, "tls.certificate"),
                path(properties, "tls.key"),
                kafka,
                Integer.parseInt(properties.getProperty(
                        "threads", Integer.toString(Runtime.getRuntime().availableProcessors()))));
    }

    private static String required(Properties properties, String name) {
        String value = properties.getProperty(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("The gateway's settings have no " + name + ".");
        }
        return value.strip();
    }

    private static @Nullable Path path(Properties properties, String name) {
        String value = properties.getProperty(name);
        return value == null ? null : Path.of(value);
    }
}
