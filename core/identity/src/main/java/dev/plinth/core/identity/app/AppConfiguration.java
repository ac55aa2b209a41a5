// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.app;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The kind {@code App}. */
@Configuration(proxyBeanMethods = false)
class AppConfiguration {
    static final String APP = "App";

    @Bean
    Kind<AppSpec> appKind() {
        return Kind.of(APP, Scope.GLOBAL, "Something that may ask for tokens: an OAuth 2.1 client", AppSpec.class);
    }
}
