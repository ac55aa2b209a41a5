// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.key;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import dev.plinth.core.kernel.live.LiveKind;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The live kind {@code JsonWebKey}. */
@Configuration(proxyBeanMethods = false)
class KeyConfiguration {
    @Bean
    LiveKind<JsonWebKeySpec> jsonWebKeyKind() {
        return new LiveKind<>(Kind.of(
                SigningKeys.KIND,
                Scope.GLOBAL,
                "A public key that verifies tokens of this installation",
                JsonWebKeySpec.class));
    }
}
