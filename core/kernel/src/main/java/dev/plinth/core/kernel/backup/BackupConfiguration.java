// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.backup;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
class BackupConfiguration {
    /** Live items are not in it: they are what runs, not what was decided. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    BackupTables kernelTables() {
        return new BackupTables("kernel", List.of("resource", "change", "reference", "secret_value"), null);
    }
}
