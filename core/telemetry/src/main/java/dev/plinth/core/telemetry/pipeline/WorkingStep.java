// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.pipeline;

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

/** A step is exactly one thing, and its patterns can be read. */
@Documented
@Constraint(validatedBy = WorkingStep.Validator.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface WorkingStep {
    String message() default "exactly one of join, json, logfmt, grok, timestamp, mask, drop";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Makes the step as it would run, and says what is wrong with it. */
    class Validator implements ConstraintValidator<WorkingStep, LogStep> {
        @Override
        public boolean isValid(@Nullable LogStep step, ConstraintValidatorContext context) {
            if (step == null) {
                return true;
            }
            try {
                Steps.of(step);
                return true;
            } catch (Steps.Wrong e) {
                context.disableDefaultConstraintViolation();
                var violation = context.buildConstraintViolationWithTemplate(literally(e.expected()));
                if (e.field().isEmpty()) {
                    violation.addConstraintViolation();
                } else {
                    violation.addPropertyNode(e.field()).addConstraintViolation();
                }
                return false;
            }
        }

        /** Braces and dollars would be read as expressions. */
        private static String literally(String text) {
            return text.replaceAll("([\\\\{}$])", "\\\\$1");
        }
    }
}
