// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import dev.plinth.alerting.dispatch.GroupedAlerts;
import dev.plinth.alerting.dispatch.GroupedAlerts.State;
import dev.plinth.alerting.dispatch.LabelMatcher;
import dev.plinth.alerting.dispatch.Matchers;
import dev.plinth.promql.model.Labels;
import dev.plinth.promql.model.Matcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which alerts are wanted. As in Alertmanager, {@code unprocessed} makes no difference: who asks sees all that nobody mutes as active.
 *
 * @param receiver of one of their receivers; null for any
 */
record AlertQuery(
        List<LabelMatcher> filter,
        @Nullable LabelMatcher receiver,
        boolean active,
        boolean silenced,
        boolean inhibited) {
    private static final String RECEIVER = "receiver";
    private static final Set<String> TRUE =
            Set.of("true", "1", "yes", "ok", "y", "on", "selected", "checked", "t", "enabled");

    /** @throws ApiException when a parameter cannot be read */
    static AlertQuery of(HttpServletRequest request) {
        return new AlertQuery(
                filter(request),
                receiver(request),
                flag(request, "active"),
                flag(request, "silenced"),
                flag(request, "inhibited"));
    }

    /** All matchers of the parameter {@code filter}. */
    static List<LabelMatcher> filter(HttpServletRequest request) {
        String[] texts = request.getParameterValues("filter");
        try {
            return texts == null
                    ? List.of()
                    : Arrays.stream(texts).map(Matchers::parseOne).toList();
        } catch (IllegalArgumentException e) {
            throw ApiException.said(400, "bad matcher format: " + e.getMessage());
        }
    }

    private static @Nullable LabelMatcher receiver(HttpServletRequest request) {
        String expression = request.getParameter(RECEIVER);
        try {
            return expression == null || expression.isEmpty()
                    ? null
                    : LabelMatcher.of(Matcher.Kind.REGEX, RECEIVER, expression);
        } catch (IllegalArgumentException e) {
            throw ApiException.said(400, "failed to parse receiver param: " + e.getMessage());
        }
    }

    private static boolean flag(HttpServletRequest request, String name) {
        String text = request.getParameter(name);
        return text == null || text.isEmpty() || TRUE.contains(text.toLowerCase(Locale.ROOT));
    }

    boolean accepts(GroupedAlerts.Item item) {
        GroupedAlerts.Status status = item.status();
        return (active || status.state() == State.SUPPRESSED)
                && (silenced || status.silencedBy().isEmpty())
                && (inhibited || status.inhibitedBy().isEmpty())
                && LabelMatcher.allMatch(filter, item.alert().labels());
    }

    boolean acceptsReceiver(String name) {
        return receiver == null || receiver.matches(Labels.of(RECEIVER, name));
    }

    boolean acceptsReceivers(Collection<String> names) {
        return receiver == null || names.stream().anyMatch(this::acceptsReceiver);
    }
}
