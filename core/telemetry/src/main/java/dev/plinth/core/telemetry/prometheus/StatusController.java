// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.prometheus;

import dev.plinth.core.kernel.access.Principal;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is watched and by which rules, and what this is that answers. */
@Hidden
@RestController
class StatusController {
    /** The version of Prometheus whose behaviour can be expected. */
    private static final String VERSION = "3.5.0";

    private final Answers answers;
    private final MetricRights rights;
    private final ObjectProvider<TargetsView> targets;
    private final ObjectProvider<RulesView> rules;

    StatusController(
            Answers answers,
            MetricRights rights,
            ObjectProvider<TargetsView> targets,
            ObjectProvider<RulesView> rules) {
        this.answers = answers;
        this.rights = rights;
        this.targets = targets;
        this.rules = rules;
    }

    @GetMapping("/prometheus/api/v1/targets")
    void targets(HttpServletRequest request, HttpServletResponse response, Principal caller) throws IOException {
        answers.write(response, () -> {
            rights.readable(caller);
            Parameters parameters = new Parameters(request);
            String state = parameters.text("state").toLowerCase(Locale.ROOT);
            String pool = parameters.text("scrapePool");
            boolean active = List.of("", "any", "active").contains(state);
            List<Map<String, Object>> found = targets.orderedStream()
                    .flatMap(view -> view.targets(caller).stream())
                    .filter(target ->
                            active && (pool.isEmpty() || target.scrapePool().equals(pool)))
                    .map(Discovery::target)
                    .toList();
            return Answer.of(
                    Map.of("activeTargets", found, "droppedTargets", List.of(), "droppedTargetCounts", Map.of()));
        });
    }

    @GetMapping("/prometheus/api/v1/rules")
    void rules(HttpServletRequest request, HttpServletResponse response, Principal caller) throws IOException {
        answers.write(response, () -> {
            rights.readable(caller);
            RuleFilter filter = RuleFilter.of(new Parameters(request));
            List<Map<String, Object>> found = groups(caller).stream()
                    .filter(filter::accepts)
                    .map(group -> Discovery.group(
                            group,
                            group.rules().stream().filter(filter::accepts).toList(),
                            filter.alerts()))
                    .filter(Predicate.not(group -> List.of().equals(group.get("rules"))))
                    .toList();
            return Answer.of(Map.of("groups", found));
        });
    }

    @GetMapping("/prometheus/api/v1/alerts")
    void alerts(HttpServletResponse response, Principal caller) throws IOException {
        answers.write(response, () -> {
            rights.readable(caller);
            List<Map<String, Object>> found = groups(caller).stream()
                    .flatMap(group -> group.rules().stream())
                    .filter(RulesView.Alerting.class::isInstance)
                    .flatMap(rule -> ((RulesView.Alerting) rule).alerts().stream())
                    .map(Discovery::alert)
                    .toList();
            return Answer.of(Map.of("alerts", found));
        });
    }

    private List<RulesView.Group> groups(Principal caller) {
        return rules.orderedStream()
                .flatMap(view -> view.groups(caller).stream())
                .toList();
    }

    @GetMapping("/prometheus/api/v1/status/buildinfo")
    void buildInfo(HttpServletResponse response, Principal caller) throws IOException {
        answers.write(response, () -> {
            rights.readable(caller);
            return Answer.of(Map.of(
                    "version", VERSION,
                    "revision", "plinth",
                    "branch", "plinth",
                    "buildUser", "plinth",
                    "buildDate", "",
                    "goVersion", ""));
        });
    }

    /** For {@code promtool check healthy}; whether the whole core is, is asked elsewhere. */
    @GetMapping(path = "/prometheus/-/healthy", produces = MediaType.TEXT_PLAIN_VALUE)
    String healthy() {
        return "Prometheus Server is Healthy.\n";
    }

    @GetMapping(path = "/prometheus/-/ready", produces = MediaType.TEXT_PLAIN_VALUE)
    String ready() {
        return "Prometheus Server is Ready.\n";
    }
}
