// SPDX-License-Identifier: Apache-2.0
package dev.plinth.gateway.route;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All routes at one moment. Immutable, so an event loop may use it as long as a request takes.
 *
 * @param withHosts those that name the host, the longest path first
 * @param own the platform's paths, on every host that no route names
 * @param others those for all hosts, the longest path first
 */
public record RouteTable(List<Route> withHosts, List<Route> own, List<Route> others) {
    private static final Comparator<Route> ORDER =
            Comparator.comparingInt((Route route) -> -route.prefix().length()).thenComparing(Route::name);

    public RouteTable {
        withHosts = withHosts.stream().sorted(ORDER).toList();
        own = own.stream().sorted(ORDER).toList();
        others = others.stream().sorted(ORDER).toList();
    }

    /** What is found for a request: a route, or why there is none. */
    public sealed interface Match {
        record Found(Route route) implements Match {}

        record NoRoute() implements Match {}

        /** @param allowed for the header {@code Allow} */
        record WrongMethod(Set<String> allowed) implements Match {}
    }

    private static final Match NO_ROUTE = new Match.NoRoute();

    /** @param host in lower case, without port */
    public Match find(String host, String path, String method) {
        Set<String> allowed = new TreeSet<>();
        Route found = find(withHosts, host, path, method, allowed);
        found = found == null && allowed.isEmpty() ? find(own, host, path, method, allowed) : found;
        found = found == null && allowed.isEmpty() ? find(others, host, path, method, allowed) : found;
        if (found != null) {
            return new Match.Found(found);
        }
        return allowed.isEmpty() ? NO_ROUTE : new Match.WrongMethod(allowed);
    }

    private static @Nullable Route find(
            List<Route> routes, String host, String path, String method, Set<String> allowed) {
        for (Route route : routes) {
            if (route.matches(host, path)) {
                if (route.allows(method)) {
                    return route;
                }
                allowed.addAll(route.methods());
            }
        }
        return null;
    }

    public Stream<Route> all() {
        return Stream.of(withHosts, own, others).flatMap(List::stream);
    }
}
