// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.oauth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import dev.plinth.core.identity.IdentityProperties;
import dev.plinth.core.identity.app.ClientSecrets;
import dev.plinth.core.identity.app.RegisteredApps;
import dev.plinth.core.identity.key.GatewayKeys;
import dev.plinth.core.identity.key.SigningKeys;
import dev.plinth.core.identity.session.SessionCookie;
import dev.plinth.core.identity.user.UserAccount;
import dev.plinth.core.identity.user.Users;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.authentication.ClientSecretAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceVerificationAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcUserInfoAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.DelegatingOAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.web.OAuth2AuthorizationEndpointFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;

/**
 * The OpenID Connect provider. All its paths are below {@code /oauth2} and {@code /.well-known}, so that a gateway in front of it
 * keeps the rest for others. The issuer is the configured public URL and nothing that a request says.
 */
@Configuration(proxyBeanMethods = false)
class AuthorizationServerConfiguration {
    static final String DEVICE_AUTHORIZATION = "/oauth2/device_authorization";
    static final String REVOCATION = "/oauth2/revoke";

    static final String AUTHORIZATION = "/oauth2/authorize";
    private static final String DEVICE_VERIFICATION = "/oauth2/device_verification";
    private static final String CONSENT_PAGE = "/sign-in/consent";

    @Bean
    AuthorizationServerSettings authorizationServerSettings(IdentityProperties properties) {
        return AuthorizationServerSettings.builder()
                .issuer(properties.publicUrl().toString())
                .authorizationEndpoint(AUTHORIZATION)
                .deviceAuthorizationEndpoint(DEVICE_AUTHORIZATION)
                .deviceVerificationEndpoint(DEVICE_VERIFICATION)
                .tokenRevocationEndpoint(REVOCATION)
                .oidcUserInfoEndpoint("/oauth2/userinfo")
                .oidcLogoutEndpoint("/oauth2/logout")
                .build();
    }

    /** Public keys only, for the endpoint that publishes them and for checking our own tokens. */
    @Bean
    JWKSource<com.nimbusds.jose.proc.SecurityContext> publishedKeys(SigningKeys keys, GatewayKeys gateways) {
        return (selector, context) -> {
            List<JWK> all = new ArrayList<>(keys.published());
            all.addAll(gateways.published());
            return selector.select(new JWKSet(all));
        };
    }

    @Bean
    OAuth2TokenGenerator<?> tokens(SigningKeys keys, TokenClaims claims, Clock clock) {
        NimbusJwtEncoder encoder =
                new NimbusJwtEncoder((selector, context) -> selector.select(new JWKSet(keys.active())));
        JwtGenerator jwts = new JwtGenerator(encoder);
        jwts.setJwtCustomizer(claims);
        jwts.setClock(clock);
        return new DelegatingOAuth2TokenGenerator(jwts, new RefreshTokens(clock));
    }

    @Bean
    @Order(1)
    SecurityFilterChain authorizationServer(
            HttpSecurity http,
            SessionCookie cookie,
            RegisteredApps apps,
            ClientSecrets secrets,
            GrantStore grants,
            ConsentStore consents,
            AuthorizationErrors errors,
            Logout logout,
            Users users,
            IdentityProperties properties,
            Clock clock,
            JWKSource<com.nimbusds.jose.proc.SecurityContext> publishedKeys) {
        OAuth2AuthorizationServerConfigurer server = new OAuth2AuthorizationServerConfigurer();
        PublicClients publicClients = new PublicClients(apps);
        http.securityMatcher(server.getEndpointsMatcher())
                .with(
                        server,
                        configurer -> configurer
                                .registeredClientRepository(apps)
                                .authorizationService(grants)
                                .authorizationConsentService(consents)
                                .clientAuthentication(client -> client.authenticationConverter(publicClients)
                                        .authenticationProvider(publicClients))
                                .authorizationEndpoint(endpoint ->
                                        endpoint.consentPage(CONSENT_PAGE).errorResponseHandler(errors::authorization))
                                .deviceAuthorizationEndpoint(endpoint ->
                                        endpoint.verificationUri(properties.publicUrl() + "/sign-in/device"))
                                .deviceVerificationEndpoint(endpoint -> endpoint.consentPage(CONSENT_PAGE)
                                        .authenticationProviders(AuthorizationServerConfiguration::alwaysAsk)
                                        .deviceVerificationResponseHandler((request, response, authentication) ->
                                                response.sendRedirect("/sign-in/device?done"))
                                        .errorResponseHandler(errors::device))
                                .oidc(oidc -> oidc.userInfoEndpoint(endpoint ->
                                                endpoint.userInfoMapper(context -> userInfo(users, context)))
                                        .logoutEndpoint(endpoint -> endpoint.logoutResponseHandler(logout::done)
                                                .errorResponseHandler(errors::logout))))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .securityContext(context -> context.securityContextRepository(cookie))
                .requestCache(AbstractHttpConfigurer::disable)
                .addFilterAfter(new Reauthentication(clock), SecurityContextHolderFilter.class)
                .oauth2ResourceServer(resources -> resources.jwt(
                        jwt -> jwt.decoder(OAuth2AuthorizationServerConfiguration.jwtDecoder(publishedKeys))))
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .exceptionHandling(failure -> failure.defaultAuthenticationEntryPointFor(
                        errors::signInFirst,
                        request -> request.getRequestURI().equals(AUTHORIZATION)
                                || request.getRequestURI().equals(DEVICE_VERIFICATION)));
        server.withObjectPostProcessor(withoutServletSessions());
        server.withObjectPostProcessor(comparing(secrets));
        return http.build();
    }

    private static OidcUserInfo userInfo(Users users, OidcUserInfoAuthenticationContext context) {
        String subject = context.getAuthorization().getPrincipalName();
        UserAccount account = users.find(UUID.fromString(subject));
        if (account == null || account.disabled()) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_TOKEN);
        }
        Map<String, Object> claims =
                TokenClaims.profile(account, context.getAccessToken().getScopes());
        claims.put("sub", subject);
        return new OidcUserInfo(claims);
    }

    /** Somebody may have been sent a link with the code of a stranger's device: what was allowed before must not let it in. */
    private static void alwaysAsk(List<AuthenticationProvider> providers) {
        for (AuthenticationProvider provider : providers) {
            if (provider instanceof OAuth2DeviceVerificationAuthenticationProvider device) {
                device.setAuthorizationConsentRequired(context -> true);
            }
        }
    }

    /** The authorization server would open a servlet session to track who is signed in where; our sessions are in a table. */
    private static ObjectPostProcessor<OAuth2AuthorizationEndpointFilter> withoutServletSessions() {
        return new ObjectPostProcessor<>() {
            @Override
            public <O extends OAuth2AuthorizationEndpointFilter> O postProcess(O filter) {
                filter.setSessionAuthenticationStrategy((authentication, request, response) -> {});
                return filter;
            }
        };
    }

    private static ObjectPostProcessor<ClientSecretAuthenticationProvider> comparing(ClientSecrets secrets) {
        return new ObjectPostProcessor<>() {
            @Override
            public <O extends ClientSecretAuthenticationProvider> O postProcess(O provider) {
                provider.setPasswordEncoder(secrets);
                return provider;
            }
        };
    }
}
