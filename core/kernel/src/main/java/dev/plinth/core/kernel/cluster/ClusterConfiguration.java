// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.cluster;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import dev.plinth.core.kernel.live.LiveKind;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The live kind {@code Core}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ClusterProperties.class)
class ClusterConfiguration {
    @Bean
    LiveKind<CoreSpec> coreKind() {
        return new LiveKind<>(Kind.of(Cores.KIND, Scope.GLOBAL, "A running core", CoreSpec.class));
    }
}
