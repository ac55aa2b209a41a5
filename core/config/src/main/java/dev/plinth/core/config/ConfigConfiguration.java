// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.config;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The kind {@code Config}. */
@Configuration(proxyBeanMethods = false)
class ConfigConfiguration {
    static final String CONFIG = "Config";

    @Bean
    Kind<ConfigSpec> configKind() {
        return Kind.of(CONFIG, Scope.ENV, "The settings of an app, live", ConfigSpec.class);
    }
}
