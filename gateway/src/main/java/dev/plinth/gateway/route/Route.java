// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.route;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A route, ready to be used.
 *
 * @param prefix what a path begins with, without the last slash: empty for all
 * @param hosts empty for all
 * @param methods empty for all
 * @param service the registered service or the address that answers; null for the platform's own paths
 * @param maxBodyBytes negative for no limit
 * @param traceThreshold which traces that begin here are kept unless they fail, see {@link TraceSampling}; null for all
 */
public record Route(
        String name,
        String prefix,
        Set<String> hosts,
        Set<String> methods,
        @Nullable String service,
        UpstreamGroup upstreams,
        boolean stripPrefix,
        Access access,
        String audience,
        int connectTimeoutMillis,
        int responseTimeoutMillis,
        int idleTimeoutMillis,
        long maxBodyBytes,
        @Nullable String traceThreshold,
        RouteMeter meter) {
    boolean matches(String host, String path) {
        return (hosts.isEmpty() || hosts.contains(host)) && matchesPath(path);
    }

    private boolean matchesPath(String path) {
        return path.startsWith(prefix)
                && (path.length() == prefix.length() || prefix.isEmpty() || path.charAt(prefix.length()) == '/');
    }

    boolean allows(String method) {
        return methods.isEmpty() || methods.contains(method);
    }
}
