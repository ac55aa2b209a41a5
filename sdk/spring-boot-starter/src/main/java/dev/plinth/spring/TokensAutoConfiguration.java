// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import jakarta.servlet.DispatcherType;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.security.autoconfigure.web.servlet.ConditionalOnDefaultServletWebSecurity;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.SecurityFilterChain;

/** Protects the application: every request needs a token that is meant for it, but those for its health. A chain of one's own replaces this one. */
@AutoConfiguration(after = PlinthAutoConfiguration.class, before = OAuth2ResourceServerAutoConfiguration.class)
@ConditionalOnClass({JwtAuthenticationToken.class, JwtDecoder.class, HttpSecurity.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class TokensAutoConfiguration {
    /** Where there is no Plinth, no token is good. */
    @Bean
    @ConditionalOnMissingBean
    JwtDecoder plinthJwtDecoder(ObjectProvider<Connection> connection) {
        Connection known = connection.getIfAvailable();
        if (known == null) {
            return token -> {
                throw new BadJwtException("There is no Plinth whose tokens could be taken (plinth.enabled is false)");
            };
        }
        return TokenProtection.decoder(known);
    }

    @Bean
    @ConditionalOnMissingBean
    PlinthJwtAuthenticationConverter plinthJwtAuthenticationConverter() {
        return new PlinthJwtAuthenticationConverter();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnDefaultServletWebSecurity
    static class Chain {
        @Bean
        SecurityFilterChain plinthSecurity(
                HttpSecurity http, JwtDecoder decoder, PlinthJwtAuthenticationConverter caller) {
            return http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                            .permitAll()
                            .requestMatchers(EndpointRequest.to(HealthEndpoint.class))
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .oauth2ResourceServer(resources ->
                            resources.jwt(jwt -> jwt.decoder(decoder).jwtAuthenticationConverter(caller)))
                    .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    // a token is sent by programs on purpose and never by a browser by itself
                    .csrf(AbstractHttpConfigurer::disable)
                    .build();
        }
    }
}
