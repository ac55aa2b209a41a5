// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A route with what it inherits.
 *
 * @param key its matchers after those of its parents; siblings may share it
 * @param id the key with places among siblings; no other route has it
 * @param groupBy null for all labels
 */
record RouteNode(
        String key,
        String id,
        String receiver,
        @Nullable Set<String> groupBy,
        Duration groupWait,
        Duration groupInterval,
        Duration repeatInterval,
        List<LabelMatcher> matchers,
        boolean continues,
        List<RouteNode> routes) {
    private static final Duration GROUP_WAIT = Duration.ofSeconds(30);
    private static final Duration GROUP_INTERVAL = Duration.ofMinutes(5);
    private static final Duration REPEAT_INTERVAL = Duration.ofHours(4);

    static RouteNode root(Route route) {
        return of(route, null, 0);
    }

    private static RouteNode of(Route route, @Nullable RouteNode parent, int place) {
        List<LabelMatcher> matchers =
                route.matchers().stream().sorted(LabelMatcher.ORDER).toList();
        String own = LabelMatcher.toString(matchers);
        RouteNode alone = new RouteNode(
                parent == null ? own : parent.key + "/" + own,
                parent == null ? own : parent.id + "/" + own + "/" + place,
                inherited(route.receiver(), parent, RouteNode::receiver, ""),
                groups(route, parent),
                inherited(route.groupWait(), parent, RouteNode::groupWait, GROUP_WAIT),
                inherited(route.groupInterval(), parent, RouteNode::groupInterval, GROUP_INTERVAL),
                inherited(route.repeatInterval(), parent, RouteNode::repeatInterval, REPEAT_INTERVAL),
                matchers,
                route.continues(),
                List.of());
        return alone.with(IntStream.range(0, route.routes().size())
                .mapToObj(i -> of(route.routes().get(i), alone, i))
                .toList());
    }

    private static <T> T inherited(
            @Nullable T own, @Nullable RouteNode parent, Function<RouteNode, T> from, T otherwise) {
        return own != null ? own : parent != null ? from.apply(parent) : otherwise;
    }

    private static @Nullable Set<String> groups(Route route, @Nullable RouteNode parent) {
        if (route.groupBy().isEmpty()) {
            return parent == null ? Set.of() : parent.groupBy;
        }
        return route.groupBy().contains(Route.ALL_LABELS) ? null : Set.copyOf(route.groupBy());
    }

    private RouteNode with(List<RouteNode> children) {
        return new RouteNode(
                key, id, receiver, groupBy, groupWait, groupInterval, repeatInterval, matchers, continues, children);
    }

    /** The deepest routes that match: of siblings the first, and those after it as long as they continue. None when this one does not match. */
    List<RouteNode> match(Labels labels) {
        if (!LabelMatcher.allMatch(matchers, labels)) {
            return List.of();
        }
        List<RouteNode> all = new ArrayList<>();
        for (RouteNode child : routes) {
            List<RouteNode> matches = child.match(labels);
            all.addAll(matches);
            if (!matches.isEmpty() && !child.continues) {
                break;
            }
        }
        return all.isEmpty() ? List.of(this) : all;
    }

    /** The labels that tell the group of an alert from others. */
    Labels groupLabels(Labels labels) {
        return groupBy == null ? labels : labels.keep(groupBy);
    }

    /** By what receivers know a group. */
    String groupKey(Labels groupLabels) {
        return key + ":" + groupLabels;
    }
}
