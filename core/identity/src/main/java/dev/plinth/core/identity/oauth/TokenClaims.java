// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.oauth;

import dev.plinth.core.identity.key.Claims;
import dev.plinth.core.identity.session.SessionAuthentication;
import dev.plinth.core.identity.session.SignedIn;
import dev.plinth.core.identity.user.UserAccount;
import dev.plinth.core.identity.user.Users;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.stereotype.Component;

/**
 * Says in tokens who it is. An access token of a person works at Plinth's own API only if the app was granted the scope {@code
 * plinth}; otherwise any app that somebody signs in to could act as that person here.
 */
@Component
class TokenClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {
    private static final String RESOURCE = "resource";
    private static final String SERVICE = "urn:plinth:service:";
    private static final Pattern SERVICE_NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private final Users users;

    TokenClaims(Users users) {
        this.users = users;
    }

    @Override
    public void customize(JwtEncodingContext context) {
        JwtClaimsSet.Builder claims = context.getClaims();
        String client = context.getRegisteredClient().getClientId();
        boolean access = OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType());
        if (access) {
            claims.claim("client_id", client);
            OAuth2Authorization authorization = context.getAuthorization();
            if (authorization != null) {
                claims.claim(Claims.GRANT, authorization.getId());
            }
        }
        if (context.getPrincipal() instanceof SessionAuthentication session) {
            person(context, session.signedIn(), access);
        } else if (access) {
            List<String> services = services(context);
            claims.claim(Claims.PRINCIPAL, "app:" + client)
                    .audience(services.isEmpty() ? List.of(client, Claims.PLINTH) : services);
        }
    }

    /**
     * The services that an app asks a token for (RFC 8707): it is good at these and nowhere else, so that none of them can go to Plinth, or to
     * another, as the app.
     */
    private static List<String> services(JwtEncodingContext context) {
        if (!(context.getAuthorizationGrant() instanceof OAuth2ClientCredentialsAuthenticationToken grant)) {
            return List.of();
        }
        List<String> resources = switch (grant.getAdditionalParameters().get(RESOURCE)) {
            case null -> List.of();
            case String[] many -> List.of(many);
            case Object one -> List.of(one.toString());
        };
        return resources.stream().map(TokenClaims::service).distinct().toList();
    }

    private static String service(String resource) {
        String service = resource.startsWith(SERVICE) ? resource.substring(SERVICE.length()) : "";
        if (!SERVICE_NAME.matcher(service).matches() || service.equals(Claims.PLINTH)) {
            throw new OAuth2AuthenticationException(new OAuth2Error(
                    "invalid_target",
                    "resource: %s (expected: %s with the name of a service)".formatted(printable(resource), SERVICE),
                    "https://www.rfc-editor.org/rfc/rfc8707#section-2"));
        }
        return service;
    }

    /** As an error description may have it (RFC 6749, section 5.2). */
    private static String printable(String text) {
        String plain = text.replaceAll("[^\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]", "?");
        return plain.length() > 100 ? plain.substring(0, 100) : plain;
    }

    private void person(JwtEncodingContext context, SignedIn person, boolean access) {
        UserAccount account = users.find(person.userId());
        if (account == null || account.disabled()) {
            throw new OAuth2AuthenticationException(
                    new OAuth2Error(OAuth2ErrorCodes.INVALID_GRANT, "The account was disabled or deleted.", null));
        }
        JwtClaimsSet.Builder claims = context.getClaims();
        Set<String> scopes = context.getAuthorizedScopes();
        claims.claim("auth_time", person.authTime().getEpochSecond());
        if (!person.sessionId().isEmpty()) {
            claims.claim(Claims.SESSION, person.sessionId());
        }
        if (scopes.contains(Claims.PLINTH)) {
            claims.claim(Claims.PRINCIPAL, account.principal().name()).claim(Claims.GROUPS, account.groups());
            if (access) {
                claims.audience(List.of(context.getRegisteredClient().getClientId(), Claims.PLINTH));
            }
        }
        claims.claims(all -> all.putAll(profile(account, scopes)));
    }

    /** The claims of OpenID Connect Core, section 5.4, that the scopes ask for. */
    static Map<String, Object> profile(UserAccount account, Set<String> scopes) {
        Map<String, Object> claims = new HashMap<>();
        if (scopes.contains("profile")) {
            claims.put("name", account.displayName());
            claims.put("preferred_username", account.username());
        }
        if (scopes.contains("email") && account.email() != null) {
            claims.put("email", account.email());
        }
        return claims;
    }
}
