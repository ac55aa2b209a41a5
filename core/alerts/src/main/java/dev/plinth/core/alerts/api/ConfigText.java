// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import dev.plinth.alerting.dispatch.Alert;
import dev.plinth.alerting.dispatch.InhibitRule;
import dev.plinth.alerting.dispatch.LabelMatcher;
import dev.plinth.alerting.dispatch.Receiver;
import dev.plinth.alerting.dispatch.Route;
import dev.plinth.alerting.dispatch.Routing;
import dev.plinth.core.alerts.routing.Routings;
import dev.plinth.promql.parser.Durations;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What is decided as the configuration that an Alertmanager would have. By which channels receivers are told is not in it. */
final class ConfigText {
    private static final YAMLMapper YAML = new YAMLMapper();

    private ConfigText() {}

    /** All of it, but for the ways of escalations, which are not written by anybody. */
    static String of(Routing routing) {
        Map<String, Object> config = bare(routing);
        config.put("route", route(routing.route()));
        config.put(
                "inhibit_rules",
                routing.inhibitRules().stream().map(ConfigText::rule).toList());
        return YAML.writeValueAsString(config);
    }

    /** Only who there is that could be told. */
    static String ofReceivers(Routing routing) {
        return YAML.writeValueAsString(bare(routing));
    }

    private static Map<String, Object> bare(Routing routing) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("global", Map.of("resolve_timeout", duration(Alert.DEFAULT_RESOLVE_TIMEOUT)));
        config.put("route", Map.of("receiver", Routings.NOBODY));
        config.put(
                "receivers",
                routing.receivers().stream()
                        .map(Receiver::name)
                        .map(name -> Map.of("name", name))
                        .toList());
        return config;
    }

    private static Map<String, Object> route(Route route) {
        Map<String, Object> map = new LinkedHashMap<>();
        put(map, "receiver", route.receiver());
        putAll(map, "group_by", route.groupBy());
        put(map, "group_wait", duration(route.groupWait()));
        put(map, "group_interval", duration(route.groupInterval()));
        put(map, "repeat_interval", duration(route.repeatInterval()));
        putAll(map, "matchers", matchers(route.matchers()));
        put(map, "continue", route.continues() ? Boolean.TRUE : null);
        putAll(
                map,
                "routes",
                route.routes().stream()
                        .filter(each -> !isEscalation(each))
                        .map(ConfigText::route)
                        .toList());
        return map;
    }

    private static boolean isEscalation(Route route) {
        return route.matchers().stream().anyMatch(each -> each.name().equals(Routings.ESCALATED_TO));
    }

    private static Map<String, Object> rule(InhibitRule rule) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("source_matchers", matchers(rule.sourceMatchers()));
        map.put("target_matchers", matchers(rule.targetMatchers()));
        putAll(map, "equal", rule.equal());
        return map;
    }

    private static List<String> matchers(Collection<LabelMatcher> matchers) {
        return matchers.stream().map(LabelMatcher::toString).toList();
    }

    private static void put(Map<String, Object> map, String name, @Nullable Object value) {
        if (value != null) {
            map.put(name, value);
        }
    }

    private static void putAll(Map<String, Object> map, String name, List<?> values) {
        put(map, name, values.isEmpty() ? null : values);
    }

    private static @Nullable String duration(@Nullable Duration duration) {
        return duration == null ? null : Durations.format(duration.toMillis());
    }
}
