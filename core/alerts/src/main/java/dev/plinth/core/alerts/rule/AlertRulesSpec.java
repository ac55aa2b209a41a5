// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.rule;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.alerting.condition.Condition;
import dev.plinth.alerting.condition.ConditionException;
import dev.plinth.alerting.condition.LogCondition;
import dev.plinth.alerting.condition.NoDataCondition;
import dev.plinth.alerting.condition.TransactionCondition;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import dev.plinth.core.kernel.resource.ResourceKey;
import dev.plinth.promql.parser.Parser;
import dev.plinth.promql.parser.ParserOptions;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A group of rules that make alerts, as Prometheus has them: evaluated together, one after the other. */
@SoundGroup
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

    private static final String TRANSACTION = "Transaction";
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

            @JsonPropertyDescription(
                    "PromQL; each series of its result is an alert. Instead of it one of transaction, logs and noData may be given")
            @Nullable
            @Size(max = 10_000)
            String expr,

            @JsonPropertyDescription("Too many failures of a transaction of the business, or too few of them")
            @Nullable
            @Valid
            TransactionForm transaction,

            @JsonPropertyDescription("Too many log records") @Nullable @Valid
            LogForm logs,

            @JsonPropertyDescription("Series that were there and give nothing any more") @Nullable @Valid
            NoDataForm noData,

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
        /**
         * What stands in the place of an expression; null when there is an expression.
         *
         * @throws ConditionException when it makes no sense
         */
        @Nullable
        Condition condition() {
            if (transaction != null) {
                return transaction.condition();
            }
            if (logs != null) {
                return logs.condition(alert);
            }
            return noData == null ? null : noData.condition();
        }

        /** What is evaluated. */
        String promql() {
            Condition condition = condition();
            return condition == null ? Objects.requireNonNullElse(expr, "") : condition.promql();
        }

        /** The same for people. */
        String shown() {
            Condition condition = condition();
            return condition == null
                    ? Parser.parse(promql(), ParserOptions.STABLE).text()
                    : condition.shown();
        }

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

    /** How a transaction fares. */
    public record TransactionForm(
            @JsonPropertyDescription("Name of the transaction, which is the label transaction of the alert") @NotBlank
            String name,

            @JsonPropertyDescription("Alert when a larger share fails, as 0.1 for a tenth") @Nullable
            Double failureRatioAbove,

            @JsonPropertyDescription("Alert when more fail") @Nullable
            Double failuresAbove,

            @JsonPropertyDescription("Alert when there are fewer, also when there are none") @Nullable
            Double countBelow,

            @JsonPropertyDescription("Alert when those that fail are worth more together") @Nullable
            Double failedAmountAbove,

            @JsonPropertyDescription("So many there must be for a share to say something; any number if absent")
            @Nullable
            Double minimum,

            @JsonPropertyDescription("The window, as 10m; 5m if absent. It is counted by the minute") @Nullable
            String over) {
        TransactionCondition condition() {
            return new TransactionCondition(
                    Objects.requireNonNullElse(name, ""),
                    failureRatioAbove,
                    failuresAbove,
                    countBelow,
                    failedAmountAbove,
                    minimum,
                    over);
        }
    }

    /** Which log records, and how many are too many. */
    public record LogForm(
            @JsonPropertyDescription(
                    "Words as in the search for logs, with \"a phrase\", -without, begin*; all records if absent")
            @Nullable
            String query,

            @JsonPropertyDescription("Any of these services; of all if absent") @Nullable
            List<@NotBlank String> services,

            @JsonPropertyDescription("At least so severe: trace, debug, info, warn, error or fatal; any if absent")
            @Nullable
            String severity,

            @JsonPropertyDescription("Attributes that all must be there, each as key=value") @Nullable
            List<@NotBlank String> tags,

            @JsonPropertyDescription(
                    "Count each value of these by itself, which are labels of the alert: service, or keys of attributes; all records together if absent")
            @Nullable
            List<@NotBlank String> by,

            @JsonPropertyDescription("Alert when there are more") @NotNull
            Double above,

            @JsonPropertyDescription("The window, as 10m; 5m if absent") @Nullable
            String over,

            @JsonPropertyDescription(
                    "How far the window lies back, so that records can be found that were sent last; 10s if absent")
            @Nullable
            String delay) {
        LogCondition condition(String alert) {
            return new LogCondition(
                    alert,
                    Objects.requireNonNullElse(query, ""),
                    orNone(services),
                    Objects.requireNonNullElse(severity, ""),
                    orNone(tags),
                    orNone(by),
                    above,
                    over,
                    delay);
        }

        List<String> servicesOrNone() {
            return orNone(services);
        }

        List<String> tagsOrNone() {
            return orNone(tags);
        }

        private static List<String> orNone(@Nullable List<String> list) {
            return list == null
                    ? List.of()
                    : list.stream().filter(Objects::nonNull).toList();
        }
    }

    /** Series that should be there. */
    public record NoDataForm(
            @JsonPropertyDescription("Series of one metric, as up{job=\"shop\"}; each that stays away is an alert")
            @NotBlank
            @Size(max = 10_000)
            String expr,

            @JsonPropertyDescription("How long they gave nothing, as 10m; 5m if absent") @Nullable
            String within,

            @JsonPropertyDescription("Since when they were there, as 1d; 1h if absent. After that the alert ends")
            @Nullable
            String of,

            @JsonPropertyDescription(
                    "Whether there is an alert, too, when none of them was there since then; false if absent")
            @Nullable
            Boolean orNone) {
        NoDataCondition condition() {
            return new NoDataCondition(Objects.requireNonNullElse(expr, ""), within, of, Boolean.TRUE.equals(orNone));
        }
    }

    /** The kind. */
    public static Kind<AlertRulesSpec> kind() {
        return Kind.of(
                        KIND,
                        Scope.ENV,
                        "When there is an alert: metrics, transactions and logs of its environment, looked at again and again",
                        AlertRulesSpec.class)
                .withReferences((spec, env) -> spec.rules().stream()
                        .map(Rule::transaction)
                        .filter(Objects::nonNull)
                        .map(form -> new ResourceKey(TRANSACTION, env, form.name()))
                        .distinct()
                        .toList());
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
