// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.oauth;

import dev.plinth.core.identity.page.Page;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * What becomes of requests that cannot be granted. The app is told (RFC 6749, section 4.1.2.1) when it is sure which it is and where
 * it wants people back; otherwise the person is told.
 */
@Component
class AuthorizationErrors {
    private final Page page;

    AuthorizationErrors(Page page) {
        this.page = page;
    }

    /**
     * Nobody is signed in. The request was found to be right before this, so an app that wants no page shown
     * ({@code prompt=none}) can be told where it asked to be.
     */
    void signInFirst(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        String back = request.getParameter("redirect_uri");
        if ("none".equals(request.getParameter("prompt")) && back != null) {
            back(response, back, request.getParameter("state"), new OAuth2Error("login_required"));
            return;
        }
        String query = request.getQueryString();
        String wanted = request.getRequestURI() + (query == null ? "" : "?" + query);
        response.sendRedirect("/sign-in?continue=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8));
    }

    void authorization(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        OAuth2AuthorizationCodeRequestAuthenticationToken asked =
                failure instanceof OAuth2AuthorizationCodeRequestAuthenticationException known
                        ? known.getAuthorizationCodeRequestAuthentication()
                        : null;
        OAuth2Error error = error(failure);
        if (asked == null
                || asked.getRedirectUri() == null
                || asked.getRedirectUri().isBlank()) {
            tell(response, "This sign-in cannot go on", error);
            return;
        }
        back(response, asked.getRedirectUri(), asked.getState(), error);
    }

    private static void back(HttpServletResponse response, String uri, @Nullable String state, OAuth2Error error)
            throws IOException {
        UriComponentsBuilder back =
                UriComponentsBuilder.fromUriString(uri).queryParam("error", encoded(error.getErrorCode()));
        if (error.getDescription() != null) {
            back.queryParam("error_description", encoded(error.getDescription()));
        }
        if (state != null) {
            back.queryParam("state", encoded(state));
        }
        response.sendRedirect(back.build(true).toUriString());
    }

    void device(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        String code = error(failure).getErrorCode();
        response.sendRedirect("/sign-in/device?" + (code.equals(OAuth2ErrorCodes.ACCESS_DENIED) ? "denied" : "wrong"));
    }

    void logout(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        tell(response, "The app's request to sign you out is not right", error(failure));
    }

    private void tell(HttpServletResponse response, String title, OAuth2Error error) throws IOException {
        String description = error.getDescription() == null ? "" : " " + error.getDescription();
        response.setStatus(HttpStatus.BAD_REQUEST.value());
        page.write(
                response,
                page.message(
                        title,
                        "The app you come from has made a request that is not right. You can do nothing about it; its"
                                + " developers can.",
                        error.getErrorCode() + description));
    }

    private static OAuth2Error error(AuthenticationException failure) {
        return failure instanceof OAuth2AuthenticationException known
                ? known.getError()
                : new OAuth2Error(OAuth2ErrorCodes.SERVER_ERROR);
    }

    private static String encoded(String text) {
        return UriUtils.encode(text, StandardCharsets.UTF_8);
    }
}
