// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.probe;

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
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** A pattern that can be read. */
@Documented
@Constraint(validatedBy = JavaPattern.Validator.class)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
@interface JavaPattern {
    String message() default "a pattern as java.util.regex has them";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** What is null is another constraint's. */
    class Validator implements ConstraintValidator<JavaPattern, String> {
        @Override
        public boolean isValid(@Nullable String regex, ConstraintValidatorContext context) {
            if (regex == null) {
                return true;
            }
            try {
                var _ = Pattern.compile(regex);
                return true;
            } catch (PatternSyntaxException e) {
                return Blame.it(
                        context,
                        "a pattern as java.util.regex has them; this one is wrong at %d: %s"
                                .formatted(Math.max(0, e.getIndex()), e.getDescription()));
            }
        }
    }
}
