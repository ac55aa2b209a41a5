// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.routing;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.core.alerts.channel.AlertChannelSpec;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import dev.plinth.core.kernel.resource.ResourceKey;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is told of alerts, on which ways, and who is told when nobody takes care. */
public record AlertReceiverSpec(
        @JsonPropertyDescription("Who that is, for people") @Nullable @Size(max = 500)
        String description,

        @JsonPropertyDescription("The ways on which they are told; only in the inbox if absent")
        @Nullable
        @Size(max = 20)
        List<@Valid @NotNull Way> channels,

        @JsonPropertyDescription("Who is told next, when nobody has claimed an alert") @Nullable @Valid
        Escalation escalation) {
    /** The kind's name. */
    public static final String KIND = "AlertReceiver";

    /** By a channel, to whom. */
    public record Way(
            @JsonPropertyDescription("Name of an AlertChannel of the environment") @NotBlank @Size(max = 253)
            String channel,

            @JsonPropertyDescription(
                    "Addresses, numbers or names, as the channel needs them; those that the channel has itself if absent")
            @Nullable
            @Size(max = 100)
            List<@NotBlank @Size(max = 320) String> to,

            @JsonPropertyDescription("Whether they are told of what is over; true if absent") @Nullable
            Boolean sendResolved,

            @JsonPropertyDescription("Alerts that one message has at most; 20 if absent") @Nullable @Min(1) @Max(1_000)
            Integer maxAlerts) {
        private static final int MAX_ALERTS = 20;

        public List<String> toOrNone() {
            return to == null ? List.of() : to;
        }

        boolean sendsResolved() {
            return sendResolved == null || sendResolved;
        }

        int maxAlertsOrUsual() {
            return maxAlerts == null ? MAX_ALERTS : maxAlerts;
        }
    }

    /** When nobody has claimed an alert. */
    public record Escalation(
            @JsonPropertyDescription("Minutes after these were told first") @NotNull @Min(1) @Max(1_440)
            Integer afterMinutes,

            @JsonPropertyDescription("Name of the AlertReceiver who is told then") @NotBlank @Size(max = 253)
            String to) {
        public Duration after() {
            return Duration.ofMinutes(afterMinutes);
        }
    }

    /** The kind. */
    public static Kind<AlertReceiverSpec> kind() {
        return Kind.of(
                        KIND,
                        Scope.ENV,
                        "Who is told of alerts: by which channels, and who is next when nobody claims them",
                        AlertReceiverSpec.class)
                .withReferences((spec, env) -> {
                    List<ResourceKey> references = new ArrayList<>();
                    spec.ways()
                            .forEach(way -> references.add(new ResourceKey(AlertChannelSpec.KIND, env, way.channel())));
                    if (spec.escalation != null) {
                        references.add(new ResourceKey(KIND, env, spec.escalation.to()));
                    }
                    return references;
                });
    }

    public List<Way> ways() {
        return channels == null ? List.of() : channels;
    }
}
