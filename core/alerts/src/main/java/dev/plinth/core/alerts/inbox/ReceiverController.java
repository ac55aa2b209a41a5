// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.inbox;

import dev.plinth.alerting.dispatch.Routing;
import dev.plinth.core.alerts.channel.AlertChannelSpec;
import dev.plinth.core.alerts.dispatch.DispatchView;
import dev.plinth.core.alerts.history.AlertReader;
import dev.plinth.core.alerts.history.Delivery;
import dev.plinth.core.alerts.routing.AlertReceiverSpec;
import dev.plinth.core.alerts.routing.AlertReceiverSpec.Escalation;
import dev.plinth.core.alerts.routing.AlertReceiverSpec.Way;
import dev.plinth.core.alerts.routing.AlertRoutingSpec;
import dev.plinth.core.alerts.routing.Routings;
import dev.plinth.core.alerts.routing.Routings.Decided;
import dev.plinth.core.kernel.access.Access;
import dev.plinth.core.kernel.access.Principal;
import dev.plinth.core.kernel.access.Verb;
import dev.plinth.core.kernel.problem.ErrorCode;
import dev.plinth.core.kernel.problem.ProblemException;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.core.kernel.resource.ResourceView;
import dev.plinth.promql.model.Labels;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who is told, by what, and how that went. */
@RestController
@Tag(name = "Alerts")
class ReceiverController {
    private static final List<String> SORTS = List.of("email", "webhook", "wecom", "dingtalk", "slack", "sms");
    private static final int MAX_LIMIT = 1_000;

    private final DispatchView dispatch;
    private final AlertReader reader;
    private final AlertRights rights;
    private final ResourceView resources;
    private final Access access;

    ReceiverController(
            DispatchView dispatch, AlertReader reader, AlertRights rights, ResourceView resources, Access access) {
        this.dispatch = dispatch;
        this.reader = reader;
        this.rights = rights;
        this.resources = resources;
        this.access = access;
    }

    /** Receivers and channels of an environment that the caller may read. */
    record ReceiverList(List<ReceiverView> items, List<ChannelView> channels) {}

    /** Who is told. */
    record ReceiverView(
            String name,
            @Nullable String description,
            List<WayView> channels,
            @Nullable Escalation escalation) {}

    /**
     * By what.
     *
     * @param sort email, webhook, wecom, dingtalk, slack or sms
     * @param lastDelivery null when there was none
     */
    record WayView(
            String channel,
            List<String> to,
            String sort,
            @Nullable Delivery lastDelivery) {}

    /** A channel, and the last that was told by it. */
    record ChannelView(String name, String sort, @Nullable Delivery lastDelivery) {}

    /** Messages, the newest first. */
    record DeliveryList(List<Delivery> items) {}

    /** Of an alert that there might be. */
    record RouteTrial(
            @NotBlank String env, @NotEmpty @Size(max = 100) Map<@NotBlank String, @NotNull String> labels) {}

    /** Where an alert goes; nowhere but to the inbox when empty. */
    record MatchList(List<RouteMatch> matches) {}

    /** @param groupBy labels of the group in which it is told */
    record RouteMatch(String receiver, String route, Map<String, String> groupBy, List<String> channels) {}

    @GetMapping("/api/v1/alerts/receivers")
    @Operation(summary = "Who is told of alerts, and how that went last")
    ReceiverList receivers(@RequestParam String env, @Parameter(hidden = true) Principal caller) {
        rights.requireAny(caller);
        List<Delivery> last = reader.lastDeliveries(env);
        List<ReceiverView> receivers = new ArrayList<>();
        dispatch.decided(env).receivers().forEach((name, spec) -> {
            if (mayRead(caller, AlertReceiverSpec.KIND, env, name)) {
                receivers.add(new ReceiverView(
                        name,
                        spec.description(),
                        spec.ways().stream()
                                .map(way -> view(env, name, way, last))
                                .toList(),
                        spec.escalation()));
            }
        });
        List<ChannelView> channels = resources.list(AlertChannelSpec.KIND).stream()
                .filter(each -> each.key().env().equals(env)
                        && mayRead(
                                caller, AlertChannelSpec.KIND, env, each.key().name()))
                .map(each -> new ChannelView(
                        each.key().name(),
                        sort(each),
                        last.stream()
                                .filter(delivery ->
                                        delivery.channel().equals(each.key().name()))
                                .max(Comparator.comparing(Delivery::createdAt))
                                .orElse(null)))
                .toList();
        return new ReceiverList(receivers, channels);
    }

    private WayView view(String env, String receiver, Way way, List<Delivery> last) {
        Resource channel = resources.find(new ResourceKey(AlertChannelSpec.KIND, env, way.channel()));
        return new WayView(
                way.channel(),
                way.toOrNone(),
                channel == null ? "" : sort(channel),
                last.stream()
                        .filter(delivery -> delivery.receiver().equals(receiver)
                                && delivery.channel().equals(way.channel()))
                        .findFirst()
                        .orElse(null));
    }

    private static String sort(Resource channel) {
        return SORTS.stream().filter(channel.spec()::hasNonNull).findFirst().orElse("");
    }

    private boolean mayRead(Principal caller, String kind, String env, String name) {
        return access.decide(caller, Verb.READ, new ResourceKey(kind, env, name))
                .allowed();
    }

    @GetMapping("/api/v1/alerts/deliveries")
    @Operation(
            summary = "Messages about alerts, and what became of them",
            description = "Of receivers that the caller may read.")
    DeliveryList deliveries(
            @RequestParam(defaultValue = "") String env,
            @Parameter(description = "pending, delivered, failed or all") @RequestParam(defaultValue = "all")
                    String state,
            @Parameter(description = "Id of an alert that they are about") @RequestParam(required = false) @Nullable
                    Long alert,
            @RequestParam(defaultValue = "100") int limit,
            @Parameter(hidden = true) Principal caller) {
        rights.requireAny(caller);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw AlertController.invalid("limit", limit, "1 to " + MAX_LIMIT);
        }
        Delivery.State wanted = state.equals("all")
                ? null
                : Arrays.stream(Delivery.State.values())
                        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(state))
                        .findFirst()
                        .orElseThrow(
                                () -> AlertController.invalid("state", state, "pending, delivered, failed or all"));
        return new DeliveryList(reader.deliveries(AlertController.orNull(env), wanted, alert, limit).stream()
                .filter(each -> mayRead(caller, AlertReceiverSpec.KIND, each.env(), each.receiver()))
                .toList());
    }

    @PostMapping("/api/v1/alerts/routes/try")
    @Operation(summary = "Where an alert would go", description = "Nobody is told.")
    MatchList match(@RequestBody @Valid RouteTrial trial, @Parameter(hidden = true) Principal caller) {
        if (!access.decideAny(caller, Verb.READ, AlertRoutingSpec.KIND).allowed()) {
            throw new ProblemException(
                    ErrorCode.FORBIDDEN,
                    access.decideAny(caller, Verb.READ, AlertRoutingSpec.KIND).reason());
        }
        for (String name : trial.labels().keySet()) {
            if (!Labels.isName(name)) {
                throw AlertController.invalid("labels", name, "names of labels");
            }
        }
        Decided decided = dispatch.decided(trial.env());
        return new MatchList(
                decided.routing().match(Labels.copyOf(trial.labels()).with("env", trial.env())).stream()
                        .filter(each -> !each.receiver().equals(Routings.NOBODY)
                                && mayRead(caller, AlertReceiverSpec.KIND, trial.env(), each.receiver()))
                        .map(each -> view(decided, each))
                        .toList());
    }

    private static RouteMatch view(Decided decided, Routing.Match match) {
        AlertReceiverSpec receiver = Objects.requireNonNull(decided.receivers().get(match.receiver()));
        return new RouteMatch(
                match.receiver(),
                match.routeKey(),
                match.groupLabels().asMap(),
                receiver.ways().stream().map(Way::channel).toList());
    }
}
