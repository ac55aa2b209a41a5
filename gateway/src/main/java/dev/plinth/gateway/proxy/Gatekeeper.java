// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import dev.plinth.gateway.route.Route;
import dev.plinth.gateway.session.Identity;
import dev.plinth.gateway.session.SignIn;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides whether a request may pass a route, and says to the service behind who it comes from. */
final class Gatekeeper {
    private static final String BEARER = "Bearer ";
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final ProxyContext proxy;

    Gatekeeper(ProxyContext proxy) {
        this.proxy = proxy;
    }

    /** What becomes of a request. */
    sealed interface Verdict {
        /** @param identity null when nobody was asked */
        record Pass(@Nullable Identity identity) implements Verdict {}

        record Refuse(Problem problem, String detail) implements Verdict {}

        record SendToSignIn(SignIn.Redirect redirect) implements Verdict {}
    }

    private static final Verdict PASS = new Verdict.Pass(null);

    /** Changes the headers so that they say what the service may believe. */
    Verdict check(HttpRequest request, Target target, Route route) {
        HttpHeaders headers = request.headers();
        Hops.stripIdentity(headers);
        return switch (route.access()) {
            case NONE -> {
                if (!route.name().equals("plinth-identity")) {
                    Cookies.stripOwn(headers);
                }
                yield PASS;
            }
            case TOKEN -> token(headers, route);
            case SESSION -> session(request, target, route);
            case PLATFORM -> headers.contains(HttpHeaderNames.AUTHORIZATION) ? PASS : platform(request, target, route);
        };
    }

    private Verdict token(HttpHeaders headers, Route route) {
        Cookies.stripOwn(headers);
        String header = headers.get(HttpHeaderNames.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return new Verdict.Refuse(
                    Problem.UNAUTHENTICATED, "The request has no Authorization header (expected: Bearer and a token).");
        }
        Identity identity =
                proxy.tokens().verify(header.substring(BEARER.length()).strip(), route.audience());
        return identity == null
                ? new Verdict.Refuse(
                        Problem.UNAUTHENTICATED,
                        "The token is not known here, has expired, was revoked or is not meant for " + route.audience()
                                + ".")
                : new Verdict.Pass(identity);
    }

    private Verdict session(HttpRequest request, Target target, Route route) {
        String cookie = Cookies.find(request.headers(), proxy.signIn().cookieName());
        Identity identity = cookie == null ? null : proxy.sessions().find(cookie);
        if (cookie == null || identity == null) {
            return wantsPage(request)
                    ? new Verdict.SendToSignIn(proxy.signIn().begin(target.uri()))
                    : new Verdict.Refuse(
                            Problem.UNAUTHENTICATED, "Nobody is signed in at this browser, or the session has ended.");
        }
        return admit(request, target, route, cookie, identity);
    }

    /** Without a session the core answers, as it answers everybody without a token. */
    private Verdict platform(HttpRequest request, Target target, Route route) {
        String cookie = Cookies.find(request.headers(), proxy.signIn().cookieName());
        Identity identity = cookie == null ? null : proxy.sessions().find(cookie);
        if (cookie == null || identity == null) {
            Cookies.stripOwn(request.headers());
            return PASS;
        }
        return admit(request, target, route, cookie, identity);
    }

    private Verdict admit(HttpRequest request, Target target, Route route, String cookie, Identity identity) {
        // a switch of protocols begins with a GET, and may then do anything
        boolean safe =
                SAFE.contains(request.method().name()) && !request.headers().contains(HttpHeaderNames.UPGRADE);
        if (!safe && isCrossSite(request.headers(), target)) {
            return new Verdict.Refuse(
                    Problem.CROSS_SITE, "A page of another site cannot do this in the name of who is signed in here.");
        }
        Cookies.stripOwn(request.headers());
        request.headers()
                .set(
                        HttpHeaderNames.AUTHORIZATION,
                        BEARER + proxy.sessions().token(cookie, identity, route.audience()));
        return new Verdict.Pass(identity);
    }

    private static boolean wantsPage(HttpRequest request) {
        String accept = request.headers().get(HttpHeaderNames.ACCEPT);
        return request.method().equals(HttpMethod.GET) && accept != null && accept.contains("text/html");
    }

    /** Browsers say where a request comes from, by one header or the other; who says neither is no browser. */
    private boolean isCrossSite(HttpHeaders headers, Target target) {
        String site = headers.get("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        return origin != null && !origin.equals((proxy.secure() ? "https://" : "http://") + target.authority());
    }
}
