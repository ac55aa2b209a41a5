// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import dev.plinth.gateway.telemetry.Visit;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** Sees what business monitoring counts of requests. */
final class Visits {
    private static final AsciiString BUSINESS = AsciiString.cached(Visit.HEADER);
    private static final AsciiString FETCH_DEST = AsciiString.cached("sec-fetch-dest");
    private static final String DOCUMENT = "document";
    private static final String HTML = "text/html";
    private static final int MAX_BUSINESS = 1_024;
    private static final int NOT_MODIFIED = 304;

    private Visits() {}

    /**
     * Whether a person sees it as a page: a GET that was answered well, for a document if the browser says for what, otherwise with HTML. What scripts and frames load is
     * none.
     */
    static boolean isPage(HttpRequest request, HttpResponse response) {
        int status = response.status().code();
        boolean modified = status != NOT_MODIFIED;
        if (!request.method().equals(HttpMethod.GET) || (modified && (status < 200 || status >= 300))) {
            return false;
        }
        String wanted = request.headers().get(FETCH_DEST);
        if (wanted != null) {
            return wanted.equals(DOCUMENT);
        }
        String type = modified
                ? response.headers().get(HttpHeaderNames.CONTENT_TYPE)
                : request.headers().get(HttpHeaderNames.ACCEPT);
        return type != null && type.regionMatches(true, 0, HTML, 0, HTML.length());
    }

    /** Takes off what the service told of its business. What is longer than 1 KB is left out. */
    static @Nullable String takeBusiness(HttpHeaders headers) {
        String told = headers.get(BUSINESS);
        if (told == null) {
            return null;
        }
        headers.remove(BUSINESS);
        return told.length() > MAX_BUSINESS ? null : told;
    }

    static int agent(HttpHeaders headers) {
        String agent = headers.get(HttpHeaderNames.USER_AGENT);
        return agent == null ? 0 : agent.hashCode();
    }
}
