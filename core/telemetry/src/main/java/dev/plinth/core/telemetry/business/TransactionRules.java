// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.business;

import dev.plinth.core.telemetry.metric.constraint.Blame;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** What holds between the fields of a transaction. */
@Documented
@Constraint(validatedBy = TransactionRules.Validator.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface TransactionRules {
    String message() default "a transaction that can be counted";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Blames the field that would have to change. */
    class Validator implements ConstraintValidator<TransactionRules, TransactionSpec> {
        @Override
        public boolean isValid(@Nullable TransactionSpec spec, ConstraintValidatorContext context) {
            if (spec == null || (spec.route() == null) != (spec.event() == null)) {
                return true;
            }
            return spec.route() == null
                    ? Blame.field(context, "route", "a route here, or an event in event")
                    : Blame.field(context, "event", "nothing, as route is given");
        }
    }
}
