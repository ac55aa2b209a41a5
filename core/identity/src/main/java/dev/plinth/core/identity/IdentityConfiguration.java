// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity;

import dev.plinth.core.kernel.backup.BackupTables;
import dev.plinth.core.kernel.migration.RoomSchema;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** The room's tables. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdentityProperties.class)
class IdentityConfiguration {
    @Bean
    @Order(100)
    RoomSchema identitySchema() {
        return new RoomSchema("identity");
    }

    /** Sessions, codes and links are not in it: after a restore everybody signs in again. */
    @Bean
    @Order(100)
    BackupTables identityTables() {
        return new BackupTables(
                "identity",
                List.of("user_account", "app_secret", "consent", "signing_key", "identity_event"),
                "select count(*) from identity.user_account where password is not null");
    }
}
