// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.engine;

import dev.plinth.core.kernel.engine.EngineProperties.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tells Spring where PostgreSQL is. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EngineProperties.class)
class PostgresConfiguration {
    @Bean
    JdbcConnectionDetails postgresConnection(EngineProperties engines) {
        Connection postgres = engines.postgres();
        return new JdbcConnectionDetails() {
            @Override
            public String getJdbcUrl() {
                return postgres.url();
            }

            @Override
            public @Nullable String getUsername() {
                return postgres.username();
            }

            @Override
            public @Nullable String getPassword() {
                return postgres.passwordFile() == null ? null : read(postgres.passwordFile());
            }
        };
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot read PostgreSQL's password from plinth.engines.postgres.password-file = " + file, e);
        }
    }
}
