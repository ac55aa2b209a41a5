// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.services;

import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import dev.plinth.core.kernel.live.LiveKind;
import dev.plinth.core.kernel.migration.RoomSchema;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** The kinds {@code Route}, {@code Instance} and {@code Gateway}, and the room's tables. */
@Configuration(proxyBeanMethods = false)
class ServicesConfiguration {
    @Bean
    @Order(200)
    RoomSchema servicesSchema() {
        return new RoomSchema("services");
    }

    @Bean
    Kind<RouteSpec> routeKind() {
        return Kind.of("Route", Scope.ENV, "A way that requests take through the gateway", RouteSpec.class);
    }

    /** Named {@code orders.<copy>}: no service has a dot in its name, so who may name it so may say that it is one of these. */
    @Bean
    LiveKind<InstanceSpec> instanceKind() {
        return new LiveKind<>(
                Kind.of("Instance", Scope.ENV, "A running copy of a service", InstanceSpec.class),
                spec -> spec.path("service").asString() + ".");
    }

    @Bean
    LiveKind<GatewaySpec> gatewayKind() {
        return new LiveKind<>(Kind.of("Gateway", Scope.GLOBAL, "A running gateway", GatewaySpec.class));
    }
}
