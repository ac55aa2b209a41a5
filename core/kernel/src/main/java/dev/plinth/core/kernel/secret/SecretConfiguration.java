// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.secret;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The kind {@code Secret}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecretProperties.class)
class SecretConfiguration {
    @Bean
    Kind<SecretSpec> secretKind() {
        return Kind.of(
                SecretVault.KIND,
                Scope.ENV,
                "A value that can be written and used, but never read back",
                SecretSpec.class);
    }
}
