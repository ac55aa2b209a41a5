// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.engine;

import dev.plinth.core.kernel.engine.EngineProperties.Connection;
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
                return postgres.password();
            }
        };
    }
}
