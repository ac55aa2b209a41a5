// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.engine;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where the engines are. Which of them Plinth started itself makes no difference here.
 *
 * @param postgres the platform's own database
 * @param redis null when no enabled room needs it
 * @param kafka null when no enabled room needs it
 * @param opensearch null when no enabled room needs it
 * @param prometheus a store of metrics of yours, by remote-write and Prometheus' HTTP API; null to keep metrics in Kafka and PostgreSQL
 */
@Validated
@ConfigurationProperties("plinth.engines")
public record EngineProperties(
        @NotNull @Valid Connection postgres,
        @Nullable @Valid Connection redis,
        @Nullable @Valid Connection kafka,
        @Nullable @Valid Connection opensearch,
        @Nullable @Valid Connection prometheus) {
    /**
     * One engine.
     *
     * @param url as the engine's clients write it; for PostgreSQL {@code jdbc:postgresql://host:port/database}
     * @param username the account Plinth uses; null where the engine asks for none
     * @param passwordFile file whose only line is the password; null where the engine asks for none
     */
    public record Connection(
            @NotBlank String url,
            @Nullable String username,
            @Nullable Path passwordFile) {
        /** Without a slash at its end. */
        @Override
        public String url() {
            return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        }

        /** Null where the engine asks for none. */
        public @Nullable String password() {
            if (passwordFile == null) {
                return null;
            }
            try {
                return Files.readString(passwordFile).strip();
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "Cannot read the password of %s from the file %s: %s"
                                .formatted(url, passwordFile, e.getMessage()),
                        e);
            }
        }
    }

    /** The engine of that name, or null when there is none. */
    public @Nullable Connection find(String engine) {
        return switch (engine) {
            case "postgres" -> postgres;
            case "redis" -> redis;
            case "kafka" -> kafka;
            case "opensearch" -> opensearch;
            case "prometheus" -> prometheus;
            default -> throw new IllegalArgumentException(engine + " is no engine");
        };
    }

    /** @throws IllegalStateException when there is none; only for what runs where it is */
    public Connection require(String engine) {
        Connection connection = find(engine);
        if (connection == null) {
            throw new IllegalStateException("There is no " + engine);
        }
        return connection;
    }
}
