// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.oauth;

import dev.plinth.core.identity.key.Claims;
import dev.plinth.core.identity.session.SessionCookie;
import dev.plinth.core.identity.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationToken;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** OpenID Connect RP-Initiated Logout: the app's ID token says which session ends. */
@Component
class Logout {
    private final Sessions sessions;
    private final SessionCookie cookie;

    Logout(Sessions sessions, SessionCookie cookie) {
        this.sessions = sessions;
        this.cookie = cookie;
    }

    void done(HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        OidcLogoutAuthenticationToken logout = (OidcLogoutAuthenticationToken) authentication;
        OidcIdToken idToken = logout.getIdToken();
        Object session = idToken == null ? null : idToken.getClaims().get(Claims.SESSION);
        if (session instanceof String id) {
            sessions.close(id);
        }
        cookie.clear(response);
        String back = logout.getPostLogoutRedirectUri();
        if (back == null) {
            response.sendRedirect("/sign-in/out?done");
            return;
        }
        UriComponentsBuilder target = UriComponentsBuilder.fromUriString(back);
        if (logout.getState() != null) {
            target.queryParam("state", UriUtils.encode(logout.getState(), StandardCharsets.UTF_8));
        }
        response.sendRedirect(target.build(true).toUriString());
    }
}
