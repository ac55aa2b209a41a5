// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.telemetry.metric.scrape.TargetView;
import dev.plinth.promql.model.Texts;
import dev.plinth.promql.parser.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Targets, rules and alerts as values for JSON, in the shape of Prometheus. */
final class Discovery {
    /** What Go writes for a time that never was. */
    private static final String NEVER = "0001-01-01T00:00:00Z";

    private Discovery() {}

    static Map<String, Object> target(TargetView target) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("discoveredLabels", new TreeMap<>(target.discoveredLabels()));
        json.put("labels", new TreeMap<>(target.labels()));
        json.put("scrapePool", target.scrapePool());
        json.put("scrapeUrl", target.scrapeUrl());
        json.put("globalUrl", target.scrapeUrl());
        json.put("lastError", target.lastError());
        json.put("lastScrape", time(target.lastScrape()));
        json.put("lastScrapeDuration", seconds(target.lastScrapeDuration()));
        json.put("health", target.health().text());
        json.put("scrapeInterval", Durations.format(target.scrapeInterval().toMillis()));
        json.put("scrapeTimeout", Durations.format(target.scrapeTimeout().toMillis()));
        return json;
    }

    static Map<String, Object> group(RulesView.Group group, List<RulesView.Rule> rules, boolean alerts) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", group.name());
        json.put("file", group.file());
        json.put("rules", rules.stream().map(rule -> rule(rule, alerts)).toList());
        json.put("interval", seconds(group.interval()));
        json.put("limit", 0);
        json.put("evaluationTime", seconds(group.evaluationTime()));
        json.put("lastEvaluation", time(group.lastEvaluation()));
        return json;
    }

    private static Map<String, Object> rule(RulesView.Rule rule, boolean alerts) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", rule.name());
        json.put("query", rule.query());
        json.put("labels", rule.labels().asMap());
        json.put("health", rule.last().health().text());
        if (!rule.last().error().isEmpty()) {
            json.put("lastError", rule.last().error());
        }
        json.put("evaluationTime", seconds(rule.last().time()));
        json.put("lastEvaluation", time(rule.last().at()));
        switch (rule) {
            case RulesView.Recording recording -> json.put("type", "recording");
            case RulesView.Alerting alerting -> {
                json.put("state", alerting.state().text());
                json.put("duration", seconds(alerting.holdDuration()));
                json.put("keepFiringFor", seconds(alerting.keepFiringFor()));
                json.put("annotations", alerting.annotations().asMap());
                json.put(
                        "alerts",
                        alerts
                                ? alerting.alerts().stream()
                                        .map(Discovery::alert)
                                        .toList()
                                : List.of());
                json.put("type", "alerting");
            }
        }
        return json;
    }

    static Map<String, Object> alert(RulesView.Alert alert) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("labels", alert.labels().asMap());
        json.put("annotations", alert.annotations().asMap());
        json.put("state", alert.state().text());
        json.put("activeAt", time(alert.activeAt()));
        if (alert.keepFiringSince() != null) {
            json.put("keepFiringSince", time(alert.keepFiringSince()));
        }
        json.put("value", Texts.general(alert.value()));
        return json;
    }

    private static String time(@Nullable Instant at) {
        return at == null ? NEVER : at.toString();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
