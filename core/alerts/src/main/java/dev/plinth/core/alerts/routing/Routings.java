// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.routing;

import dev.plinth.alerting.dispatch.InhibitRule;
import dev.plinth.alerting.dispatch.Integration;
import dev.plinth.alerting.dispatch.LabelMatcher;
import dev.plinth.alerting.dispatch.Receiver;
import dev.plinth.alerting.dispatch.Route;
import dev.plinth.alerting.dispatch.Routing;
import dev.plinth.alerting.dispatch.Silence;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.promql.model.Matcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Who is told of what in an environment, as it is decided now. */
@Component
public class Routings {
    /** Who is told of what no route takes: nobody, it is only in the inbox. No resource can be called so. */
    public static final String NOBODY = "(nobody)";

    /** What a receiver without channels is told by: the inbox, in which all is anyway. */
    public static final String INBOX = "(inbox)";

    /** Says of the copy of an alert to whom it was escalated. */
    public static final String ESCALATED_TO = "__escalated_to__";

    private static final Logger LOG = LoggerFactory.getLogger(Routings.class);

    private final Kind<AlertRoutingSpec> routings;
    private final Kind<AlertReceiverSpec> receivers;
    private final Kind<SilenceSpec> silences;
    private final ResourceView resources;

    Routings(
            Kind<AlertRoutingSpec> routings,
            Kind<AlertReceiverSpec> receivers,
            Kind<SilenceSpec> silences,
            ResourceView resources) {
        this.routings = routings;
        this.receivers = receivers;
        this.silences = silences;
        this.resources = resources;
    }

    /**
     * What is decided.
     *
     * @param revisions of all resources it is made of, so that it is known when it is another
     */
    public record Decided(Map<ResourceKey, Long> revisions, Routing routing, Map<String, AlertReceiverSpec> receivers) {
        /** By what a receiver is told on that way. */
        public AlertReceiverSpec.@Nullable Way way(String receiver, int place) {
            AlertReceiverSpec spec = receivers.get(receiver);
            return spec == null || place >= spec.ways().size()
                    ? null
                    : spec.ways().get(place);
        }

        public AlertReceiverSpec.@Nullable Escalation escalation(String receiver) {
            AlertReceiverSpec spec = receivers.get(receiver);
            return spec == null ? null : spec.escalation();
        }
    }

    /** Revisions of all that says who is told of what there. */
    public Map<ResourceKey, Long> revisions(String env) {
        Map<ResourceKey, Long> revisions = new TreeMap<>();
        of(env, routings).forEach(each -> revisions.put(each.key(), each.revision()));
        of(env, receivers).forEach(each -> revisions.put(each.key(), each.revision()));
        return revisions;
    }

    public Decided decided(String env) {
        Map<ResourceKey, Long> revisions = revisions(env);
        Map<String, AlertReceiverSpec> known = receivers(env);
        List<Receiver> all = new ArrayList<>(List.of(Receiver.of(NOBODY)));
        known.forEach((name, spec) -> all.add(receiver(name, spec)));
        List<Route> routes = new ArrayList<>(escalations(known));
        List<InhibitRule> inhibitions = new ArrayList<>();
        of(env, routings).forEach(resource -> {
            AlertRoutingSpec spec = routings.read(resource);
            try {
                Route route = route(spec.route());
                List<InhibitRule> inhibits = spec.inhibitionsOrNone().stream()
                        .map(Routings::inhibition)
                        .toList();
                // what cannot go together is found out here, and costs this routing only
                Route root = Route.to(NOBODY).with(route);
                Routing tried = new Routing(root, all, inhibits);
                routes.add(route.continuing());
                inhibitions.addAll(tried.inhibitRules());
            } catch (IllegalArgumentException e) {
                LOG.warn("{} is not heeded: {}", resource.key(), e.getMessage());
            }
        });
        Route root = Route.to(NOBODY).groupedBy("alertname").with(routes.toArray(Route[]::new));
        return new Decided(revisions, new Routing(root, all, inhibitions), known);
    }

    /** The receivers of an environment. */
    public Map<String, AlertReceiverSpec> receivers(String env) {
        Map<String, AlertReceiverSpec> known = new TreeMap<>();
        of(env, receivers).forEach(each -> known.put(each.key().name(), receivers.read(each)));
        return known;
    }

    /** Silences of an environment, those that are over too. */
    public List<Silence> silences(String env) {
        return of(env, silences)
                .flatMap(resource -> {
                    try {
                        return Stream.of(silences.read(resource).silence(resource));
                    } catch (IllegalArgumentException e) {
                        LOG.warn("{} is not heeded: {}", resource.key(), e.getMessage());
                        return Stream.of();
                    }
                })
                .toList();
    }

    private Stream<Resource> of(String env, Kind<?> kind) {
        return resources.list(kind.name()).stream()
                .filter(resource -> resource.key().env().equals(env));
    }

    private static Receiver receiver(String name, AlertReceiverSpec spec) {
        List<Integration> ways = spec.ways().stream()
                .map(way -> new Integration(way.channel(), way.sendsResolved(), way.maxAlertsOrUsual()))
                .toList();
        return new Receiver(name, ways.isEmpty() ? List.of(Integration.of(INBOX)) : ways);
    }

    private static Route route(AlertRoutingSpec.Node node) {
        return new Route(
                node.receiver(),
                node.groupByOrInherited(),
                Moments.parse(node.groupWait()),
                Moments.parse(node.groupInterval()),
                Moments.parse(node.repeatInterval()),
                Matching.parse(node.matchersOrNone()),
                Boolean.TRUE.equals(node.continues()),
                node.routesOrNone().stream().map(Routings::route).toList());
    }

    private static InhibitRule inhibition(AlertRoutingSpec.Inhibition each) {
        return new InhibitRule(Matching.parse(each.source()), Matching.parse(each.target()), each.equalOrNone());
    }

    /** Copies of alerts go to whom they were escalated, at once, and nowhere else. */
    private static List<Route> escalations(Map<String, AlertReceiverSpec> known) {
        Set<String> targets = new HashSet<>();
        known.values().forEach(spec -> {
            if (spec.escalation() != null && known.containsKey(spec.escalation().to())) {
                targets.add(spec.escalation().to());
            }
        });
        List<Route> routes = new ArrayList<>();
        targets.stream()
                .sorted()
                .forEach(target ->
                        routes.add(Route.to(target, LabelMatcher.of(Matcher.Kind.EQUAL, ESCALATED_TO, target))
                                .groupedBy("alertname")
                                .timed(Duration.ZERO, null, null)));
        routes.add(Route.to(NOBODY, LabelMatcher.of(Matcher.Kind.NOT_EQUAL, ESCALATED_TO, "")));
        return routes;
    }
}
