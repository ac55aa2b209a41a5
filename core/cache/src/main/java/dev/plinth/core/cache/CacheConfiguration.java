// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.cache;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The kind {@code CacheSpace}. */
@Configuration(proxyBeanMethods = false)
class CacheConfiguration {
    @Bean
    Kind<CacheSpaceSpec> cacheSpaceKind() {
        return Kind.of(
                "CacheSpace", Scope.ENV, "Keys and channels of Redis for one or more apps", CacheSpaceSpec.class);
    }
}
