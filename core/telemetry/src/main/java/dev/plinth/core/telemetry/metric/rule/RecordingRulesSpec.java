// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.rule;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A group of rules, as Prometheus has them: evaluated together, one after the other. */
public record RecordingRulesSpec(
        @JsonPropertyDescription("What they are for, for people") @Nullable @Size(max = 500)
        String description,

        @JsonPropertyDescription("Seconds from one evaluation to the next; 60 if absent") @Nullable @Min(1) @Max(86_400)
        Integer intervalSeconds,

        @JsonPropertyDescription(
                "Seconds that the time of evaluation lies back, so that what comes in late is there; 0 if absent")
        @Nullable
        @Min(0)
        @Max(1_800)
        Integer queryOffsetSeconds,

        @JsonPropertyDescription("Series that each rule may give, or it gives none and fails; no limit if absent")
        @Nullable
        @Min(1)
        @Max(1_000_000)
        Integer limit,

        @JsonPropertyDescription("The rules; each sees what those before it have just given") @NotEmpty @Size(max = 200)
        List<@Valid @NotNull Rule> rules) {
    /** The kind's name. */
    public static final String KIND = "RecordingRules";

    private static final int INTERVAL = 60;

    /** A metric and what it is made of. */
    @SoundRule
    public record Rule(
            @JsonPropertyDescription("Name of the metric that is made, as job:requests:rate5m") @NotNull
            String record,

            @JsonPropertyDescription("What it is made of, in PromQL: numbers at one time, with or without labels")
            @NotNull
            @Size(max = 10_000)
            String expr,

            @JsonPropertyDescription(
                    "Labels that all its series get, over those of the expression; an empty one takes a label away. env is always that of the resource")
            @Nullable
            @Size(max = 50)
            Map<String, @Nullable String> labels) {
        Map<String, @Nullable String> labelsOrNone() {
            return labels == null ? Map.of() : labels;
        }
    }

    /** The kind. */
    public static Kind<RecordingRulesSpec> kind() {
        return Kind.of(
                KIND,
                Scope.ENV,
                "Metrics that are made of the metrics of its environment by PromQL, again and again",
                RecordingRulesSpec.class);
    }

    Duration interval() {
        return Duration.ofSeconds(intervalSeconds == null ? INTERVAL : intervalSeconds);
    }

    Duration queryOffset() {
        return Duration.ofSeconds(queryOffsetSeconds == null ? 0 : queryOffsetSeconds);
    }

    /** 0 for none. */
    int limitOrNone() {
        return limit == null ? 0 : limit;
    }
}
