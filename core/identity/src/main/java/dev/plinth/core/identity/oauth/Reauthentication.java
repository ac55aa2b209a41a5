// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.oauth;

import dev.plinth.core.identity.session.SessionAuthentication;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.UriComponentsBuilder;

/** Asks for the password again when an app wants that: {@code prompt=login}, or {@code max_age} (OpenID Connect Core, 3.1.2.1). */
final class Reauthentication extends OncePerRequestFilter {
    private static final String PROMPT = "prompt";

    private final Clock clock;

    Reauthentication(Clock clock) {
        this.clock = clock;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().equals(AuthorizationServerConfiguration.AUTHORIZATION)
                || !"GET".equals(request.getMethod());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof SessionAuthentication session
                && (wantsLogin(request) || isTooOld(request, session))) {
            UriComponentsBuilder again = UriComponentsBuilder.fromPath(request.getRequestURI())
                    .query(request.getQueryString())
                    .replaceQueryParam(PROMPT);
            response.sendRedirect("/sign-in?again&continue="
                    + URLEncoder.encode(again.build().toUriString(), StandardCharsets.UTF_8));
            return;
        }
        chain.doFilter(request, response);
    }

    private static boolean wantsLogin(HttpServletRequest request) {
        String prompt = request.getParameter(PROMPT);
        return prompt != null && List.of(prompt.split(" ")).contains("login");
    }

    private boolean isTooOld(HttpServletRequest request, SessionAuthentication session) {
        String maxAge = request.getParameter("max_age");
        if (maxAge == null || !maxAge.matches("[0-9]{1,9}")) {
            return false;
        }
        return session.signedIn().authTime().plusSeconds(Long.parseLong(maxAge)).isBefore(clock.instant());
    }
}
