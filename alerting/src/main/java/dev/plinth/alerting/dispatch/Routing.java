// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.promql.model.Labels;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Who is told of what: the tree of routes, the receivers it names, and what inhibits what.
 *
 * <p>The root has a receiver, no matchers, and does not continue; all receivers of routes exist.
 */
public record Routing(Route route, List<Receiver> receivers, List<InhibitRule> inhibitRules) {
    public Routing {
        receivers = List.copyOf(receivers);
        inhibitRules = List.copyOf(inhibitRules);
        if (route.receiver() == null) {
            throw new IllegalArgumentException(
                    "route.receiver: none (expected: the receiver of all that matches no other route)");
        }
        if (!route.matchers().isEmpty()) {
            throw new IllegalArgumentException("route.matchers: " + LabelMatcher.toString(route.matchers())
                    + " (expected: none, as the root takes all that matches no other route)");
        }
        if (route.continues()) {
            throw new IllegalArgumentException("route.continue: true (expected: false, as the root has no siblings)");
        }
        Set<String> names = new HashSet<>();
        for (Receiver receiver : receivers) {
            if (!names.add(receiver.name())) {
                throw new IllegalArgumentException(
                        "receivers: \"" + receiver.name() + "\" twice (expected: each name once)");
            }
        }
        check("route", route, names);
    }

    private static void check(String field, Route route, Set<String> names) {
        if (route.receiver() != null && !names.contains(route.receiver())) {
            throw new IllegalArgumentException(field + ".receiver: \"" + route.receiver() + "\" (expected: one of "
                    + names.stream().sorted().toList() + ")");
        }
        for (int i = 0; i < route.routes().size(); i++) {
            check(field + ".routes[" + i + "]", route.routes().get(i), names);
        }
    }

    /** Where an alert would go: the keys of the routes, like {@code {}/{team="db"}}, with their receivers. */
    public List<Match> match(Labels labels) {
        return RouteNode.root(route).match(labels).stream()
                .map(node -> new Match(node.key(), node.id(), node.receiver(), node.groupLabels(labels)))
                .toList();
    }

    /**
     * A route that takes an alert.
     *
     * @param routeKey the matchers from the root on; siblings may share it
     * @param routeId the key with places among siblings, which is unique
     */
    public record Match(String routeKey, String routeId, String receiver, Labels groupLabels) {}

    Map<String, Receiver> receiversByName() {
        return receivers.stream().collect(Collectors.toMap(Receiver::name, Function.identity()));
    }
}
