// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.access;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import dev.plinth.core.kernel.resource.ResourceKey;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The kinds that say who may do what. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccessProperties.class)
class AccessConfiguration {
    static final String ROLE = "Role";
    static final String ROLE_BINDING = "RoleBinding";

    @Bean
    Kind<RoleSpec> roleKind() {
        return Kind.of(ROLE, Scope.GLOBAL, "A set of rights: verbs on kinds, environments and names", RoleSpec.class);
    }

    @Bean
    Kind<RoleBindingSpec> roleBindingKind() {
        return Kind.of(
                        ROLE_BINDING,
                        Scope.GLOBAL,
                        "Gives a role to users, groups, apps or processes",
                        RoleBindingSpec.class)
                .withReferences((spec, env) -> List.of(ResourceKey.global(ROLE, spec.role())));
    }
}
