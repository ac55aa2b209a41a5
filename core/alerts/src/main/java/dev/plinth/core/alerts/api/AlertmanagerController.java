// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.api;

import dev.plinth.alerting.dispatch.GroupedAlerts;
import dev.plinth.alerting.dispatch.Receiver;
import dev.plinth.alerting.dispatch.Routing;
import dev.plinth.core.alerts.api.ShownAlert.Named;
import dev.plinth.core.alerts.dispatch.DispatchView;
import dev.plinth.core.alerts.routing.Routings.Decided;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.promql.model.Labels;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The Alertmanager of an environment: its alerts, who is told of them, and by which configuration. */
@Hidden
@RestController
@RequestMapping("/alertmanager/{env}")
class AlertmanagerController {
    /** The version of Alertmanager whose behaviour can be expected. */
    private static final String VERSION = "0.28.1";

    private final DispatchView view;
    private final AlertReceipt receipt;
    private final AlertmanagerAccess access;
    private final Instant since;

    AlertmanagerController(DispatchView view, AlertReceipt receipt, AlertmanagerAccess access, Clock clock) {
        this.view = view;
        this.receipt = receipt;
        this.access = access;
        this.since = clock.instant();
    }

    @GetMapping("/api/v2/status")
    void status(HttpServletResponse response, @PathVariable String env, Principal caller) throws IOException {
        Answers.write(response, () -> {
            access.requireAny(caller, Verb.READ);
            access.requireEnvironment(env);
            Decided decided = view.decided(env);
            String config = access.maySeeAll(caller, decided.revisions().keySet())
                    ? ConfigText.of(decided.routing())
                    : ConfigText.ofReceivers(decided.routing());
            return Map.of(
                    "cluster", Map.of("peers", List.of(), "status", "disabled"),
                    "config", Map.of("original", config),
                    "uptime", ApiTime.format(since),
                    "versionInfo",
                            Map.of(
                                    "branch", "plinth",
                                    "buildDate", "",
                                    "buildUser", "plinth",
                                    "goVersion", "",
                                    "revision", "plinth",
                                    "version", VERSION));
        });
    }

    @GetMapping("/api/v2/receivers")
    void receivers(HttpServletResponse response, @PathVariable String env, Principal caller) throws IOException {
        Answers.write(response, () -> {
            access.requireAny(caller, Verb.READ);
            access.requireEnvironment(env);
            return view.decided(env).routing().receivers().stream()
                    .map(Receiver::name)
                    .map(Named::new)
                    .toList();
        });
    }

    @GetMapping("/api/v2/alerts")
    void alerts(HttpServletRequest request, HttpServletResponse response, @PathVariable String env, Principal caller)
            throws IOException {
        Answers.write(response, () -> {
            Predicate<Labels> seen = access.seen(caller, env);
            access.requireEnvironment(env);
            AlertQuery query = AlertQuery.of(request);
            Map<Labels, GroupedAlerts.Item> found = new LinkedHashMap<>();
            view.groups(env).stream()
                    .flatMap(group -> group.alerts().stream())
                    .filter(item -> seen.test(item.alert().labels()))
                    .filter(query::accepts)
                    .filter(item -> query.acceptsReceivers(item.receivers()))
                    .forEach(item -> found.putIfAbsent(item.alert().labels(), item));
            Routing routing = view.decided(env).routing();
            return found.values().stream()
                    .map(item -> ShownAlert.of(item, inOrder(item, routing)))
                    .sorted(Comparator.comparing(ShownAlert::fingerprint))
                    .toList();
        });
    }

    /** Here receivers are in the order of the routes. */
    private static List<String> inOrder(GroupedAlerts.Item item, Routing routing) {
        return item.receivers().size() < 2
                ? item.receivers()
                : routing.match(item.alert().labels()).stream()
                        .map(Routing.Match::receiver)
                        .toList();
    }

    @GetMapping("/api/v2/alerts/groups")
    void groups(HttpServletRequest request, HttpServletResponse response, @PathVariable String env, Principal caller)
            throws IOException {
        Answers.write(response, () -> {
            Predicate<Labels> seen = access.seen(caller, env);
            access.requireEnvironment(env);
            AlertQuery query = AlertQuery.of(request);
            List<GroupedAlerts> found = view.groups(env).stream()
                    .filter(group -> query.acceptsReceiver(group.receiver()))
                    .map(group -> group.only(item -> seen.test(item.alert().labels()) && query.accepts(item)))
                    .filter(group -> !group.alerts().isEmpty())
                    .toList();
            Map<Labels, List<String>> receivers = new HashMap<>();
            found.forEach(group -> group.alerts()
                    .forEach(item -> receivers
                            .computeIfAbsent(item.alert().labels(), labels -> new ArrayList<>())
                            .add(group.receiver())));
            receivers.values().forEach(names -> names.sort(Comparator.naturalOrder()));
            return found.stream()
                    .map(group -> new ShownAlert.Group(
                            group.alerts().stream()
                                    .map(item -> ShownAlert.of(
                                            item,
                                            receivers.getOrDefault(item.alert().labels(), List.of())))
                                    .toList(),
                            group.labels().asMap(),
                            new Named(group.receiver())))
                    .toList();
        });
    }

    @PostMapping("/api/v2/alerts")
    void post(HttpServletRequest request, HttpServletResponse response, @PathVariable String env, Principal caller)
            throws IOException {
        Answers.write(response, () -> {
            access.requireAny(caller, Verb.WRITE);
            receipt.take(env, Bodies.json(request), alerts -> access.requirePosting(caller, env, alerts));
            return null;
        });
    }

    /** For load balancers and tools; whether the whole core is healthy is asked elsewhere. */
    @GetMapping(
            path = {"/-/healthy", "/-/ready"},
            produces = MediaType.TEXT_PLAIN_VALUE)
    String healthy(@PathVariable String env) {
        return "OK";
    }
}
