// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import dev.plinth.promql.model.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node of the tree that says who is told of which alerts, and how often. What is null, and an empty {@code groupBy}, is inherited. Time intervals that mute a
 * route are not supported.
 *
 * @param groupBy names of labels by which alerts are grouped, or only {@value #ALL_LABELS}
 * @param groupWait from the first alert of a group until it is told; 30 s at the root
 * @param groupInterval until a group is looked at again; 5 min at the root
 * @param repeatInterval until what has not changed is told again; 4 h at the root
 * @param continues whether an alert that matches goes to later siblings, too
 */
public record Route(
        @Nullable String receiver,
        List<String> groupBy,
        @Nullable Duration groupWait,
        @Nullable Duration groupInterval,
        @Nullable Duration repeatInterval,
        List<LabelMatcher> matchers,
        boolean continues,
        List<Route> routes) {
    /** Groups by all labels of an alert: each is told by itself. */
    public static final String ALL_LABELS = "...";

    public Route {
        groupBy = List.copyOf(groupBy);
        matchers = List.copyOf(matchers);
        routes = List.copyOf(routes);
        if (groupBy.contains(ALL_LABELS) && groupBy.size() > 1) {
            throw new IllegalArgumentException(
                    "groupBy: " + groupBy + " (expected: \"...\" alone, or names of labels)");
        }
        if (Set.copyOf(groupBy).size() < groupBy.size()) {
            throw new IllegalArgumentException("groupBy: " + groupBy + " (expected: each label once)");
        }
        for (String name : groupBy) {
            if (!Labels.isName(name)) {
                throw new IllegalArgumentException("groupBy: \"" + name + "\" (expected: the name of a label)");
            }
        }
        check("groupWait", groupWait, true);
        check("groupInterval", groupInterval, false);
        check("repeatInterval", repeatInterval, false);
    }

    private static void check(String field, @Nullable Duration duration, boolean zeroAllowed) {
        if (duration != null && (duration.isNegative() || (duration.isZero() && !zeroAllowed))) {
            throw new IllegalArgumentException(
                    field + ": " + duration + " (expected: " + (zeroAllowed ? "not negative" : "more than 0") + ")");
        }
    }

    /** A route that inherits all but this. */
    public static Route to(@Nullable String receiver, LabelMatcher... matchers) {
        return new Route(receiver, List.of(), null, null, null, List.of(matchers), false, List.of());
    }

    public Route groupedBy(String... names) {
        return new Route(
                receiver, List.of(names), groupWait, groupInterval, repeatInterval, matchers, continues, routes);
    }

    public Route timed(@Nullable Duration wait, @Nullable Duration interval, @Nullable Duration repeat) {
        return new Route(receiver, groupBy, wait, interval, repeat, matchers, continues, routes);
    }

    public Route continuing() {
        return new Route(receiver, groupBy, groupWait, groupInterval, repeatInterval, matchers, true, routes);
    }

    public Route with(Route... children) {
        return new Route(
                receiver, groupBy, groupWait, groupInterval, repeatInterval, matchers, continues, List.of(children));
    }
}
