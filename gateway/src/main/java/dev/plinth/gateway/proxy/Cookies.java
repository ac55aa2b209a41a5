// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads cookies of a request, and takes out those that are nobody's business behind the gateway. */
final class Cookies {
    private static final List<String> OWN = List.of("plinth-session", "plinth-sso", "plinth-csrf", "plinth-flow-");

    private Cookies() {}

    static @Nullable String find(HttpHeaders headers, String name) {
        for (String header : headers.getAll(HttpHeaderNames.COOKIE)) {
            for (String pair : header.split(";")) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    return pair.substring(equals + 1).strip();
                }
            }
        }
        return null;
    }

    /** The cookies of Plinth itself are not for the services behind it. */
    static void stripOwn(HttpHeaders headers) {
        List<String> all = headers.getAll(HttpHeaderNames.COOKIE);
        if (all.isEmpty() || all.stream().noneMatch(header -> header.contains("plinth-"))) {
            return;
        }
        String kept = all.stream()
                .flatMap(header -> Arrays.stream(header.split(";")))
                .map(String::strip)
                .filter(pair -> !pair.isEmpty() && !isOwn(pair))
                .collect(Collectors.joining("; "));
        if (kept.isEmpty()) {
            headers.remove(HttpHeaderNames.COOKIE);
        } else {
            headers.set(HttpHeaderNames.COOKIE, kept);
        }
    }

    private static boolean isOwn(String pair) {
        String name = pair.startsWith("__Host-") ? pair.substring("__Host-".length()) : pair;
        return OWN.stream().anyMatch(name::startsWith);
    }
}
