// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.environment;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The kind {@code Environment}. */
@Configuration(proxyBeanMethods = false)
class EnvironmentConfiguration {
    @Bean
    Kind<EnvironmentSpec> environmentKind() {
        return Kind.of(
                "Environment",
                Scope.GLOBAL,
                "A place where resources of their own apply, as dev or prod",
                EnvironmentSpec.class);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
