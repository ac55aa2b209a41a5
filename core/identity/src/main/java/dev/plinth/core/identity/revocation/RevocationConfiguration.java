// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.revocation;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import dev.plinth.core.kernel.live.LiveKind;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The live kind {@code Revocation}. */
@Configuration(proxyBeanMethods = false)
class RevocationConfiguration {
    @Bean
    LiveKind<RevocationSpec> revocationKind() {
        return new LiveKind<>(Kind.of(
                Revocations.KIND,
                Scope.GLOBAL,
                "Tokens of a session, user or grant that are good no more",
                RevocationSpec.class));
    }
}
