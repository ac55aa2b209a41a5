// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Headers that concern one connection only (RFC 9110, section 7.6.1), and those by which the next hop learns of the one before. */
final class Hops {
    private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
    private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");
    private static final AsciiString FORWARDED = AsciiString.cached("forwarded");
    private static final AsciiString FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
    private static final AsciiString FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");
    private static final AsciiString FORWARDED_HOST = AsciiString.cached("x-forwarded-host");
    private static final AsciiString FORWARDED_PORT = AsciiString.cached("x-forwarded-port");
    private static final String OWN_PREFIX = "x-plinth-";

    private Hops() {}

    /** Takes off what was meant for this connection only. {@code Transfer-Encoding} stays: it is how the body is framed. */
    static void strip(HttpHeaders headers) {
        List<String> named = headers.getAll(HttpHeaderNames.CONNECTION);
        if (!named.isEmpty()) {
            for (String value : named) {
                for (String name : value.split(",")) {
                    String each = name.strip();
                    if (!each.isEmpty()
                            && !HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(each)
                            && !HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(each)
                            && !HttpHeaderNames.HOST.contentEqualsIgnoreCase(each)) {
                        headers.remove(each);
                    }
                }
            }
            headers.remove(HttpHeaderNames.CONNECTION);
        }
        headers.remove(KEEP_ALIVE);
        headers.remove(PROXY_CONNECTION);
        headers.remove(HttpHeaderNames.PROXY_AUTHENTICATE);
        headers.remove(HttpHeaderNames.PROXY_AUTHORIZATION);
        headers.remove(HttpHeaderNames.TE);
        headers.remove(HttpHeaderNames.UPGRADE);
    }

    /** Says who asked and how, in the standard's form (RFC 7239) and the older one; what came from outside is not believed. */
    static void forwarded(HttpHeaders headers, String client, boolean secure, String host) {
        String proto = secure ? "https" : "http";
        String node = client.indexOf(':') >= 0 ? "\"[" + client + "]\"" : client;
        headers.set(FORWARDED, "for=" + node + ";proto=" + proto + ";host=\"" + host + "\"");
        headers.set(FORWARDED_FOR, client);
        headers.set(FORWARDED_PROTO, proto);
        headers.set(FORWARDED_HOST, host);
        headers.set(FORWARDED_PORT, port(host, secure));
    }

    private static String port(String authority, boolean secure) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(colon + 1) : secure ? "443" : "80";
    }

    /** Headers by which only Plinth says who somebody is. */
    static void stripIdentity(HttpHeaders headers) {
        List<String> own = null;
        for (Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence(); all.hasNext(); ) {
            CharSequence name = all.next().getKey();
            if (name.length() > OWN_PREFIX.length()
                    && AsciiString.regionMatches(name, true, 0, OWN_PREFIX, 0, OWN_PREFIX.length())) {
                own = own == null ? new ArrayList<>() : own;
                own.add(name.toString());
            }
        }
        if (own != null) {
            own.forEach(headers::remove);
        }
    }
}
