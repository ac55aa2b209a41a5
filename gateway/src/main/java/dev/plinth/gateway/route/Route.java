// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.route;

import java.util.Set;

/**
 * A route, ready to be used.
 *
 * @param prefix what a path begins with, without the last slash: empty for all
 * @param hosts empty for all
 * @param methods empty for all
 * @param maxBodyBytes negative for no limit
 */
public record Route(
        String name,
        String prefix,
        Set<String> hosts,
        Set<String> methods,
        UpstreamGroup upstreams,
        boolean stripPrefix,
        Access access,
        String audience,
        int connectTimeoutMillis,
        int responseTimeoutMillis,
        int idleTimeoutMillis,
        long maxBodyBytes,
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
