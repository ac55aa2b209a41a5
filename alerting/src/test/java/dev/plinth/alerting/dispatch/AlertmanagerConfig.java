// SPDX-License-Identifier: Apache-2.0
package dev.plinth.alerting.dispatch;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A routing as Alertmanager is configured with it: JSON, which is YAML. */
final class AlertmanagerConfig {
    private AlertmanagerConfig() {}

    /** @param webhooks under which each integration is told, by the name of the receiver and its place */
    static String of(Routing routing, Duration resolveTimeout, URI webhooks) {
        return new JsonMapper()
                .writeValueAsString(Map.of(
                        "global", Map.of("resolve_timeout", duration(resolveTimeout)),
                        "route", route(routing.route()),
                        "receivers",
                                routing.receivers().stream()
                                        .map(receiver -> receiver(receiver, webhooks))
                                        .toList(),
                        "inhibit_rules",
                                routing.inhibitRules().stream()
                                        .map(AlertmanagerConfig::rule)
                                        .toList()));
    }

    private static Map<String, Object> route(Route route) {
        Map<String, Object> map = new LinkedHashMap<>();
        put(map, "receiver", route.receiver());
        put(map, "group_wait", route.groupWait() == null ? null : duration(route.groupWait()));
        put(map, "group_interval", route.groupInterval() == null ? null : duration(route.groupInterval()));
        put(map, "repeat_interval", route.repeatInterval() == null ? null : duration(route.repeatInterval()));
        map.put("group_by", route.groupBy());
        map.put("matchers", matchers(route.matchers()));
        map.put("continue", route.continues());
        map.put("routes", route.routes().stream().map(AlertmanagerConfig::route).toList());
        return map;
    }

    private static void put(Map<String, Object> map, String name, @Nullable Object value) {
        if (value != null) {
            map.put(name, value);
        }
    }

    private static String duration(Duration duration) {
        return duration.toMillis() + "ms";
    }

    private static List<String> matchers(Collection<LabelMatcher> matchers) {
        return matchers.stream().map(LabelMatcher::toString).toList();
    }

    private static Map<String, Object> receiver(Receiver receiver, URI webhooks) {
        List<Map<String, Object>> configs = IntStream.range(
                        0, receiver.integrations().size())
                .mapToObj(i -> Map.<String, Object>of(
                        "url", webhooks.resolve("/" + receiver.name() + "/" + i).toString(),
                        "send_resolved", receiver.integrations().get(i).sendResolved(),
                        "max_alerts", receiver.integrations().get(i).maxAlerts()))
                .toList();
        return Map.of("name", receiver.name(), "webhook_configs", configs);
    }

    private static Map<String, Object> rule(InhibitRule rule) {
        return Map.of(
                "source_matchers", matchers(rule.sourceMatchers()),
                "target_matchers", matchers(rule.targetMatchers()),
                "equal", rule.equal());
    }
}
