// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for.
 *
 * @param host in lower case, without port
 * @param authority as the client named it
 * @param uri path and query, as they go upstream
 * @param path without query
 * @param plain what the path means to a server that decodes it: escapes resolved, parameters taken off, slashes merged. Routes are
 *     found by it, so that nobody gets around one by spelling its path in another way
 */
record Target(String host, String authority, String uri, String path, String plain) {
    /** Null when it is not right, or could be understood in two ways. */
    static @Nullable Target of(HttpRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1 || (hosts.isEmpty() && request.protocolVersion().equals(HttpVersion.HTTP_1_1))) {
            return null;
        }
        String authority = hosts.isEmpty() ? "" : hosts.getFirst();
        String uri = request.uri();
        if (!uri.startsWith("/")) {
            int slashes = uri.indexOf("://");
            if (slashes < 0 || !(uri.startsWith("http:") || uri.startsWith("https:"))) {
                return null;
            }
            int slash = uri.indexOf('/', slashes + 3);
            authority = slash < 0 ? uri.substring(slashes + 3) : uri.substring(slashes + 3, slash);
            uri = slash < 0 ? "/" : uri.substring(slash);
        }
        String host = host(authority);
        if (host == null) {
            return null;
        }
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        String plain = plain(path);
        return plain == null || !isVisible(uri) ? null : new Target(host, authority, uri, path, plain);
    }

    private static boolean isVisible(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c >= 127 || c == '#') {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String host(String authority) {
        int end = authority.length();
        if (authority.startsWith("[")) {
            end = authority.indexOf(']') + 1;
            if (end == 0) {
                return null;
            }
        } else {
            int colon = authority.indexOf(':');
            end = colon < 0 ? end : colon;
        }
        for (int i = 0; i < authority.length(); i++) {
            char c = authority.charAt(i);
            if (!(Character.isLetterOrDigit(c) && c < 128) && "-._:[]".indexOf(c) < 0) {
                return null;
            }
        }
        return authority.substring(0, end).toLowerCase(Locale.ROOT);
    }

    static @Nullable String plain(String path) {
        String decoded = path.indexOf('%') < 0 ? path : decoded(path);
        if (decoded == null || decoded.indexOf('\\') >= 0 || decoded.indexOf('\0') >= 0) {
            return null;
        }
        boolean simple = decoded.indexOf(';') < 0 && !decoded.contains("//") && !decoded.contains("/.");
        if (simple) {
            return decoded;
        }
        StringBuilder plain = new StringBuilder(decoded.length());
        for (String segment : decoded.split("/")) {
            int parameters = segment.indexOf(';');
            String name = parameters < 0 ? segment : segment.substring(0, parameters);
            if (name.equals(".") || name.equals("..")) {
                return null;
            }
            if (!name.isEmpty()) {
                plain.append('/').append(name);
            }
        }
        return plain.isEmpty() ? "/" : plain.toString();
    }

    /** Byte by byte, so that a path is never longer and never another than its bytes. */
    private static @Nullable String decoded(String path) {
        StringBuilder decoded = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '%') {
                decoded.append(c);
                continue;
            }
            int high = i + 2 <= path.length() - 1 ? Character.digit(path.charAt(i + 1), 16) : -1;
            int low = i + 2 <= path.length() - 1 ? Character.digit(path.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return null;
            }
            decoded.append((char) (high << 4 | low));
            i += 2;
        }
        return decoded.toString();
    }
}
