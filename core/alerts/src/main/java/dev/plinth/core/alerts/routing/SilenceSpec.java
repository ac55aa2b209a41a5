// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.alerts.routing;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.plinth.alerting.dispatch.LabelMatcher;
import dev.plinth.alerting.dispatch.Silence;
import dev.plinth.core.kernel.kind.Kind;
import dev.plinth.core.kernel.kind.Scope;
import dev.plinth.core.kernel.resource.Resource;
import dev.plinth.core.telemetry.metric.constraint.Blame;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nobody is told of alerts that match, for some time. */
@SilenceSpec.Sound
public record SilenceSpec(
        @JsonPropertyDescription(
                "What the labels of an alert must be, each as alertname=\"PaymentsFail\"; all must match")
        @NotEmpty
        @Size(max = 50)
        List<@NotBlank @Size(max = 1_000) String> matchers,

        @JsonPropertyDescription("From when on") @NotNull Instant startsAt,

        @JsonPropertyDescription("Until when; the same as startsAt for one that was ended before it began") @NotNull
        Instant endsAt,

        @JsonPropertyDescription("Why") @NotBlank @Size(max = 2_000)
        String comment,

        @JsonPropertyDescription("On whose behalf; who declares it if absent") @Nullable @Size(max = 200)
        String createdBy) {
    /** The kind's name. */
    public static final String KIND = "Silence";

    /** One that can be. */
    @Documented
    @Constraint(validatedBy = SilenceSpec.Validator.class)
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Sound {
        String message() default "a silence that can be";

        Class<?>[] groups() default {};

        Class<? extends Payload>[] payload() default {};
    }

    /** Blames the field that would have to change. */
    static class Validator implements ConstraintValidator<Sound, SilenceSpec> {
        // by Bean Validation a null is another constraint's
        @Override
        @SuppressWarnings("NullAway")
        public boolean isValid(@Nullable SilenceSpec spec, ConstraintValidatorContext context) {
            if (spec == null || spec.matchers == null) {
                return true;
            }
            boolean valid = Matching.check(spec.matchers, "matchers", context)
                    && (spec.matchers.isEmpty()
                            || spec.matchers.contains(null)
                            || !LabelMatcher.allAcceptEmpty(Matching.parse(spec.matchers))
                            || Blame.field(context, "matchers", "one at least that does not match an empty value"));
            if (spec.startsAt != null && spec.endsAt != null && spec.endsAt.isBefore(spec.startsAt)) {
                valid = Blame.field(context, "endsAt", "not before startsAt, " + spec.startsAt);
            }
            return valid;
        }
    }

    /** The kind. */
    public static Kind<SilenceSpec> kind() {
        return Kind.of(
                KIND, Scope.ENV, "Alerts of which nobody is told for some time, though they fire", SilenceSpec.class);
    }

    /** As it is heeded. Its name is its id. */
    public Silence silence(Resource resource) {
        return new Silence(
                resource.key().name(),
                Matching.parse(matchers),
                startsAt,
                endsAt,
                createdBy == null ? resource.updatedBy() : createdBy,
                comment,
                resource.updatedAt());
    }
}
