// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.search;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The kind {@code Index}. */
@Configuration(proxyBeanMethods = false)
class SearchConfiguration {
    @Bean
    Kind<IndexSpec> indexKind() {
        return Kind.of("Index", Scope.ENV, "An index in OpenSearch, and who may write and read it", IndexSpec.class);
    }
}
