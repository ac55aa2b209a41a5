// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.identity.session;

import dev.plinth.core.identity.IdentityProperties;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;

/** The browser's side of a session: an opaque cookie that scripts cannot read and other sites cannot make the browser send. */
@Component
public class SessionCookie implements SecurityContextRepository {
    private final Sessions sessions;
    private final IdentityProperties properties;

    SessionCookie(Sessions sessions, IdentityProperties properties) {
        this.sessions = sessions;
        this.properties = properties;
    }

    private String name() {
        return properties.secure() ? "__Host-plinth-sso" : "plinth-sso";
    }

    public void write(HttpServletResponse response, Sessions.Opened session) {
        set(response, session.token(), properties.sessionLifetime());
    }

    public void clear(HttpServletResponse response) {
        set(response, "", Duration.ZERO);
    }

    private void set(HttpServletResponse response, String value, Duration age) {
        response.addHeader(
                "Set-Cookie",
                ResponseCookie.from(name(), value)
                        .path("/")
                        .httpOnly(true)
                        .secure(properties.secure())
                        .sameSite("Lax")
                        .maxAge(age)
                        .build()
                        .toString());
    }

    /** Who is signed in at the browser that sent the request, or null. */
    public @Nullable SignedIn read(HttpServletRequest request) {
        jakarta.servlet.http.Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return null;
        }
        return Arrays.stream(cookies)
                .filter(cookie ->
                        cookie.getName().equals(name()) && !cookie.getValue().isEmpty())
                .map(cookie -> sessions.find(cookie.getValue()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    @Override
    public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
        return new Deferred(request);
    }

    /** Asks the table only when somebody wants to know. */
    private final class Deferred implements DeferredSecurityContext {
        private final HttpServletRequest request;
        private @Nullable SecurityContext context;

        Deferred(HttpServletRequest request) {
            this.request = request;
        }

        @Override
        public SecurityContext get() {
            SecurityContext known = context;
            if (known == null) {
                SignedIn signedIn = read(request);
                known = new SecurityContextImpl();
                known.setAuthentication(signedIn == null ? null : new SessionAuthentication(signedIn));
                context = known;
            }
            return known;
        }

        @Override
        public boolean isGenerated() {
            return get().getAuthentication() == null;
        }
    }

    @Override
    @Deprecated(since = "Spring Security 5.7")
    @SuppressWarnings("InlineMeSuggester")
    public SecurityContext loadContext(HttpRequestResponseHolder holder) {
        return loadDeferredContext(holder.getRequest()).get();
    }

    /** Nothing to do: a session is opened and closed explicitly. */
    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {}

    @Override
    public boolean containsContext(HttpServletRequest request) {
        return read(request) != null;
    }
}
