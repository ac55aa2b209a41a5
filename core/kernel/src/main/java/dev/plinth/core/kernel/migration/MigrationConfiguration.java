// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.migration;

import java.util.List;
import org.flywaydb.core.Flyway;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Migrates one room after the other. */
@Configuration(proxyBeanMethods = false)
class MigrationConfiguration {
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    RoomSchema kernelSchema() {
        return new RoomSchema("kernel");
    }

    @Bean
    FlywayMigrationStrategy roomByRoom(List<RoomSchema> rooms) {
        return template -> rooms.forEach(room -> Flyway.configure()
                .configuration(template.getConfiguration())
                .schemas(room.room())
                .defaultSchema(room.room())
                .locations("classpath:db/migration/" + room.room())
                .load()
                .migrate());
    }
}
