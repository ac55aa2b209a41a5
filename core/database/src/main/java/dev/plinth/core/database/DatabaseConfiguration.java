// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.database;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The kind {@code Database}. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
    @Bean
    Kind<DatabaseSpec> databaseKind() {
        return Kind.of("Database", Scope.ENV, "A database in PostgreSQL that belongs to one app", DatabaseSpec.class);
    }
}
