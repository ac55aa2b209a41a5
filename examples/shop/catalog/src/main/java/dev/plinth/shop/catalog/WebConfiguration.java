// SPDX-License-Identifier: Apache-2.0
package dev.plinth.shop.catalog;

import dev.plinth.spring.PlinthJwtAuthenticationConverter;
import jakarta.servlet.DispatcherType;
import java.util.Locale;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The page and the films are for everybody; what else there may be needs a token that is meant for the catalog. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {
    /** Scripts, styles and calls of this site only, and nobody may frame it. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    @Bean
    SecurityFilterChain security(HttpSecurity http, JwtDecoder decoder, PlinthJwtAuthenticationConverter caller) {
        return http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(EndpointRequest.to(HealthEndpoint.class))
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, "/shop", "/shop/**")
                        .permitAll()
                        .requestMatchers(HttpMethod.HEAD, "/shop", "/shop/**")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .oauth2ResourceServer(
                        resources -> resources.jwt(jwt -> jwt.decoder(decoder).jwtAuthenticationConverter(caller)))
                .headers(headers ->
                        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY)))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // nothing here is done in the name of a browser's cookie
                .csrf(AbstractHttpConfigurer::disable)
                .build();
    }

    /** {@code sort=newest}, as addresses are written. */
    @Override
    public void addFormatters(FormatterRegistry formatters) {
        formatters.addConverter(
                String.class, FilmQuery.Sort.class, name -> FilmQuery.Sort.valueOf(name.toUpperCase(Locale.ROOT)));
    }

    @Override
    public void addViewControllers(ViewControllerRegistry views) {
        views.addRedirectViewController("/shop", "/shop/");
        views.addViewController("/shop/").setViewName("forward:/shop/index.html");
    }
}
