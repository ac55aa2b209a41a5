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
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.stereotype.Component;

/**
 * Says in tokens who it is. An access token of a person works at Plinth's own API only if the app was granted the scope {@code
 * plinth}; otherwise any app that somebody signs in to could act as that person here.
 */
@Component
class TokenClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {
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
            claims.claim(Claims.PRINCIPAL, "app:" + client).audience(List.of(client, Claims.PLINTH));
        }
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
