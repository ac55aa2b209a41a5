// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The kinds of the room. */
@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {
    @Bean
    Kind<IngestQuotaSpec> ingestQuotaKind() {
        return Kind.of(
                "IngestQuota",
                Scope.GLOBAL,
                "How much telemetry the app of its name may send, or each without one (default), or who has no key (anonymous)",
                IngestQuotaSpec.class);
    }
}
