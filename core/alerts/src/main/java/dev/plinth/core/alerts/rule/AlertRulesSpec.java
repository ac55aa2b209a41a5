// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.rule;

import com.fasterxml.jackson.annotation.JsonProperty;
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

/** A group of rules that make alerts, as Prometheus has them: evaluated together, one after the other. */
public record AlertRulesSpec(
        @JsonPropertyDescription("What they are for, for people") @Nullable @Size(max = 500)
        String description,

        @JsonPropertyDescription("Seconds from one evaluation to the next; 30 if absent") @Nullable @Min(1) @Max(86_400)
        Integer intervalSeconds,

        @JsonPropertyDescription(
                "Seconds that the time of evaluation lies back, so that what comes in late is there; 0 if absent")
        @Nullable
        @Min(0)
        @Max(1_800)
        Integer queryOffsetSeconds,

        @JsonPropertyDescription("Alerts that each rule may have, or it has none and fails; no limit if absent")
        @Nullable
        @Min(1)
        @Max(1_000_000)
        Integer limit,

        @JsonPropertyDescription("The rules") @NotEmpty @Size(max = 200)
        List<@Valid @NotNull Rule> rules) {
    /** The kind's name. */
    public static final String KIND = "AlertRules";

    private static final int INTERVAL = 30;

    /** How bad it is. */
    public enum Severity {
        @JsonProperty("critical")
        CRITICAL,
        @JsonProperty("major")
        MAJOR,
        @JsonProperty("minor")
        MINOR,
        @JsonProperty("info")
        INFO
    }

    /** When there is an alert, and what is to be said of it. */
    @SoundAlert
    public record Rule(
            @JsonPropertyDescription("Name of the alert, as PaymentsFail") @NotNull @Size(min = 1, max = 200)
            String alert,

            @JsonPropertyDescription("PromQL; each series of its result is an alert") @NotNull @Size(max = 10_000)
            String expr,

            @JsonProperty("for")
            @JsonPropertyDescription("How long it must be so before the alert fires, as 5m; at once if absent")
            @Nullable
            String holdFor,

            @JsonPropertyDescription("How long it goes on firing when it is no more so, as 10m; not at all if absent")
            @Nullable
            String keepFiringFor,

            @JsonPropertyDescription(
                    "How bad it is: critical, major, minor or info; major if absent. It is the label severity")
            @Nullable
            Severity severity,

            @JsonPropertyDescription(
                    "Labels that its alerts get, over those of the expression; templates. env is always that of the resource")
            @Nullable
            @Size(max = 50)
            Map<String, @Nullable String> labels,

            @JsonPropertyDescription(
                    "What is said of it, as summary, description, runbook_url; templates, as {{ $labels.job }} or {{ $value | humanize }}")
            @Nullable
            @Size(max = 50)
            Map<String, @Nullable String> annotations) {
        Map<String, @Nullable String> labelsOrNone() {
            return labels == null ? Map.of() : labels;
        }

        Map<String, @Nullable String> annotationsOrNone() {
            return annotations == null ? Map.of() : annotations;
        }

        Severity severityOrMajor() {
            return severity == null ? Severity.MAJOR : severity;
        }
    }

    /** The kind. */
    public static Kind<AlertRulesSpec> kind() {
        return Kind.of(
                KIND,
                Scope.ENV,
                "When there is an alert: PromQL over the metrics of its environment, evaluated again and again",
                AlertRulesSpec.class);
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
