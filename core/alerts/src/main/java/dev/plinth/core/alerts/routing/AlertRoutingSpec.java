// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.routing;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import dev.plinth.core.kernel.resource.ResourceKey;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tree of routes, as Alertmanager has it. Each routing of an environment sees all its alerts. */
@SoundRouting
public record AlertRoutingSpec(
        @JsonPropertyDescription("What it is for, for people") @Nullable @Size(max = 500)
        String description,

        @JsonPropertyDescription("The alerts it takes, and where they go") @NotNull @Valid
        Node route,

        @JsonPropertyDescription("Alerts of which nobody is told while others fire") @Nullable @Size(max = 100)
        List<@Valid @NotNull Inhibition> inhibitions) {
    /** The kind's name. */
    public static final String KIND = "AlertRouting";

    /** A route. What is absent is as in the route above. */
    public record Node(
            @JsonPropertyDescription("Name of the AlertReceiver") @Nullable @Size(min = 1, max = 253)
            String receiver,

            @JsonPropertyDescription(
                    "What alerts it takes, each as severity=\"critical\", team=~\"a|b\", env!=\"dev\"; all if absent")
            @Nullable
            @Size(max = 50)
            List<@NotBlank @Size(max = 1_000) String> matchers,

            @JsonPropertyDescription(
                    "Labels by which alerts are told together; [\"...\"] tells each by itself; alertname if absent")
            @Nullable
            @Size(max = 50)
            List<@NotBlank @Size(max = 200) String> groupBy,

            @JsonPropertyDescription("From the first alert of a group until it is told, as 30s; 30s if absent")
            @Nullable
            String groupWait,

            @JsonPropertyDescription("Until a group is told again when it has changed, as 5m; 5m if absent") @Nullable
            String groupInterval,

            @JsonPropertyDescription("Until what has not changed is told again, as 4h; 4h if absent") @Nullable
            String repeatInterval,

            @JsonProperty("continue")
            @JsonPropertyDescription(
                    "Whether later routes may take an alert as well that this one takes; false if absent")
            @Nullable
            Boolean continues,

            @JsonPropertyDescription("Routes below; the first that takes an alert has it") @Nullable @Size(max = 200)
            List<@Valid @NotNull Node> routes) {
        List<Node> routesOrNone() {
            return routes == null ? List.of() : routes;
        }

        List<String> matchersOrNone() {
            return matchers == null ? List.of() : matchers;
        }

        List<String> groupByOrInherited() {
            return groupBy == null ? List.of() : groupBy;
        }
    }

    /** While a source fires, nobody is told of targets. */
    public record Inhibition(
            @JsonPropertyDescription("Matchers of alerts that fire") @NotEmpty @Size(max = 50)
            List<@NotBlank @Size(max = 1_000) String> source,

            @JsonPropertyDescription("Matchers of alerts of which nobody is told then") @NotEmpty @Size(max = 50)
            List<@NotBlank @Size(max = 1_000) String> target,

            @JsonPropertyDescription("Labels that must have the same value in both") @Nullable @Size(max = 50)
            List<@NotBlank @Size(max = 200) String> equal) {
        List<String> equalOrNone() {
            return equal == null ? List.of() : equal;
        }
    }

    /** The kind. */
    public static Kind<AlertRoutingSpec> kind() {
        return Kind.of(
                        KIND,
                        Scope.ENV,
                        "Who is told of which alerts, and how often: a tree of routes to receivers, as Alertmanager has it",
                        AlertRoutingSpec.class)
                .withReferences((spec, env) -> {
                    List<ResourceKey> receivers = new ArrayList<>();
                    addReceivers(spec.route, env, receivers);
                    return receivers;
                });
    }

    private static void addReceivers(Node node, String env, List<ResourceKey> receivers) {
        if (node.receiver() != null) {
            receivers.add(new ResourceKey(AlertReceiverSpec.KIND, env, node.receiver()));
        }
        node.routesOrNone().forEach(each -> addReceivers(each, env, receivers));
    }

    List<Inhibition> inhibitionsOrNone() {
        return inhibitions == null ? List.of() : inhibitions;
    }
}
