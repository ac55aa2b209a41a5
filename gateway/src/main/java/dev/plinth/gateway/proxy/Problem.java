// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** Answers that the gateway gives itself when a request cannot go on (RFC 9457). Codes are promises, as the core's are. */
enum Problem {
    REQUEST_MALFORMED(400, "gateway.request-malformed", "The request is not right"),
    URI_TOO_LONG(414, "gateway.uri-too-long", "The request line is too long"),
    HEADERS_TOO_LARGE(431, "gateway.headers-too-large", "The headers are too large"),
    NO_ROUTE(404, "gateway.no-route", "No route leads there"),
    METHOD_NOT_ALLOWED(405, "gateway.method-not-allowed", "The route does not take this method"),
    UNAUTHENTICATED(401, "gateway.unauthenticated", "Sign in first"),
    CROSS_SITE(403, "gateway.cross-site", "The request comes from another site"),
    SIGN_IN_FAILED(403, "gateway.sign-in-failed", "Signing in did not work"),
    IDENTITY_UNAVAILABLE(503, "gateway.identity-unavailable", "Nobody can sign in at this moment"),
    BODY_TOO_LARGE(413, "gateway.body-too-large", "The body is too large"),
    REQUEST_TIMEOUT(408, "gateway.request-timeout", "The request did not come in time"),
    NO_INSTANCE(503, "gateway.no-instance", "No instance of the service is there"),
    CONNECT_FAILED(502, "gateway.connect-failed", "The service cannot be reached"),
    UPSTREAM_BROKEN(502, "gateway.upstream-broken", "The service broke off"),
    UPSTREAM_MALFORMED(502, "gateway.upstream-malformed", "The service's answer is not right"),
    UPSTREAM_TIMEOUT(504, "gateway.upstream-timeout", "The service did not answer in time");

    private final HttpResponseStatus status;
    private final String code;
    private final String title;

    Problem(int status, String code, String title) {
        this.status = HttpResponseStatus.valueOf(status);
        this.code = code;
        this.title = title;
    }

    String title() {
        return title;
    }

    HttpResponseStatus status() {
        return status;
    }

    String code() {
        return code;
    }

    /** @param detail plain text, for people */
    FullHttpResponse response(String detail, String traceId) {
        String json =
                "{\"type\":\"urn:plinth:problem:%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\",\"code\":\"%s\",\"trace\":\"%s\"}"
                        .formatted(code, title, status.code(), escaped(detail), code, traceId);
        ByteBuf body = Unpooled.copiedBuffer(json, StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        return response;
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                escaped.append('\\').append(c);
            } else {
                escaped.append(c < ' ' ? ' ' : c);
            }
        }
        return escaped.toString();
    }
}
