// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.deadman;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.alerting.dispatch.LabelMatcher;
import dev.plinth.core.alerts.routing.Matching;
import dev.plinth.core.alerts.routing.Moments;
import dev.plinth.core.alerts.rule.AlertRulesSpec.Severity;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import dev.plinth.core.telemetry.metric.constraint.Blame;
import dev.plinth.promql.model.Texts;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something that says again and again that it is well, as a job or another Prometheus. When it does not, that is an alert. */
@DeadManSwitchSpec.Sound
public record DeadManSwitchSpec(
        @JsonPropertyDescription("What is to say so, for people") @Nullable @Size(max = 500)
        String description,

        @JsonPropertyDescription("How long it may say nothing, as 5m; counted anew when this is changed") @NotNull
        String within,

        @JsonPropertyDescription("How bad it is: critical, major, minor or info; critical if absent") @Nullable
        Severity severity,

        @JsonPropertyDescription("Labels of the alert, beside alertname, env and severity") @Nullable @Size(max = 50)
        Map<String, @NotNull @Size(max = 1_000) String> labels,

        @JsonPropertyDescription("What is said of it, as summary or runbook_url") @Nullable @Size(max = 50)
        Map<String, @NotNull @Size(max = 5_000) String> annotations,

        @JsonPropertyDescription(
                "Matchers of alerts that are a sign of life as long as they fire, as alertname=\"Watchdog\"; none if absent")
        @Nullable
        @Size(min = 1, max = 50)
        List<@NotBlank @Size(max = 1_000) String> alerts) {
    /** The kind's name. */
    public static final String KIND = "DeadManSwitch";

    /** One that can be. */
    @Documented
    @Constraint(validatedBy = DeadManSwitchSpec.Validator.class)
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Sound {
        String message() default "a dead man's switch that can be";

        Class<?>[] groups() default {};

        Class<? extends Payload>[] payload() default {};
    }

    /** Blames the field that would have to change. */
    static class Validator implements ConstraintValidator<Sound, DeadManSwitchSpec> {
        private static final Set<String> OWN = Set.of("alertname", "env", "severity");

        // by Bean Validation a null is another constraint's
        @Override
        @SuppressWarnings("NullAway")
        public boolean isValid(@Nullable DeadManSwitchSpec spec, ConstraintValidatorContext context) {
            if (spec == null || spec.within == null) {
                return true;
            }
            boolean valid = Moments.check(spec.within, false, "within", context);
            if (spec.alerts != null) {
                valid &= Matching.check(spec.alerts, "alerts", context);
            }
            if (!areNames(spec.labelsOrNone().keySet())
                    || spec.labelsOrNone().keySet().stream().anyMatch(OWN::contains)) {
                valid = Blame.field(
                        context, "labels", "names of letters, digits and '_', and none of alertname, env, severity");
            }
            if (!areNames(spec.annotationsOrNone().keySet())) {
                valid = Blame.field(context, "annotations", "names of letters, digits and '_'");
            }
            return valid;
        }

        private static boolean areNames(Set<String> names) {
            return names.stream().allMatch(name -> Texts.isPlainLabelName(name) && !name.startsWith("__"));
        }
    }

    /** The kind. */
    public static Kind<DeadManSwitchSpec> kind() {
        return Kind.of(
                KIND,
                Scope.ENV,
                "Something that says again and again that it is well; when it does not, that is an alert",
                DeadManSwitchSpec.class);
    }

    Duration withinDuration() {
        return Objects.requireNonNull(Moments.parse(within));
    }

    String severityText() {
        return (severity == null ? Severity.CRITICAL : severity).name().toLowerCase(Locale.ROOT);
    }

    Map<String, String> labelsOrNone() {
        return labels == null ? Map.of() : labels;
    }

    Map<String, String> annotationsOrNone() {
        return annotations == null ? Map.of() : annotations;
    }

    List<LabelMatcher> matchers() {
        return alerts == null ? List.of() : Matching.parse(alerts);
    }
}
