// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A logger has one level at a time. */
@Documented
@Constraint(validatedBy = EachLoggerOnce.Validator.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface EachLoggerOnce {
    String message() default "each logger once";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Blames the second and all further ones. */
    class Validator implements ConstraintValidator<EachLoggerOnce, LogLevelSpec> {
        @Override
        public boolean isValid(@Nullable LogLevelSpec spec, ConstraintValidatorContext context) {
            @Nullable List<LogLevelSpec.Entry> levels = spec == null ? null : spec.levels();
            if (levels == null) {
                return true;
            }
            context.disableDefaultConstraintViolation();
            Set<String> seen = new HashSet<>();
            boolean valid = true;
            for (int i = 0; i < levels.size(); i++) {
                if (!isNew(levels.get(i), seen)) {
                    valid = false;
                    context.buildConstraintViolationWithTemplate(context.getDefaultConstraintMessageTemplate())
                            .addPropertyNode("levels")
                            .addPropertyNode("logger")
                            .inIterable()
                            .atIndex(i)
                            .addConstraintViolation();
                }
            }
            return valid;
        }

        /** What is missing is said by another constraint. */
        private static boolean isNew(LogLevelSpec.@Nullable Entry entry, Set<String> seen) {
            @Nullable String logger = entry == null ? null : entry.logger();
            return logger == null || seen.add(logger);
        }
    }
}
