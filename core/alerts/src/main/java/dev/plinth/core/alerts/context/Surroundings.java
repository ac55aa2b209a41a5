// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.context;

import dev.plinth.core.telemetry.graph.ServiceCalls.ServiceCall;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whom an alert is about.
 *
 * @param services that it names, in the order of how plainly
 * @param neighbours one step from those, none of which they are
 */
record Surroundings(String env, List<String> services, List<Neighbour> neighbours) {
    private static final int MOST = 20;

    /**
     * A service beside one that is named.
     *
     * @param of that one
     * @param calls whether it calls that one; else it is called by it
     */
    record Neighbour(String name, String of, boolean calls) {
        /** For people. */
        String relation() {
            return calls ? "which calls " + of : "which " + of + " calls";
        }
    }

    /** Who calls comes before who is called, as failures go that way. */
    static Surroundings of(String env, List<String> services, Collection<ServiceCall> calls) {
        Map<String, Neighbour> neighbours = new LinkedHashMap<>();
        List<ServiceCall> inOrder = new ArrayList<>(calls);
        inOrder.sort(Comparator.comparing(ServiceCall::from).thenComparing(ServiceCall::to));
        for (String service : services) {
            for (ServiceCall call : inOrder) {
                if (call.to().equals(service)) {
                    neighbours.putIfAbsent(call.from(), new Neighbour(call.from(), service, true));
                }
            }
        }
        for (String service : services) {
            for (ServiceCall call : inOrder) {
                if (call.from().equals(service)) {
                    neighbours.putIfAbsent(call.to(), new Neighbour(call.to(), service, false));
                }
            }
        }
        Set<String> named = Set.copyOf(services);
        return new Surroundings(
                env,
                services,
                neighbours.values().stream()
                        .filter(each -> !named.contains(each.name()))
                        .limit(MOST)
                        .toList());
    }
}
