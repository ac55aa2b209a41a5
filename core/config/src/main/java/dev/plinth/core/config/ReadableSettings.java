// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.config;

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

/** Settings that cannot be read are refused when they are written, and not found out by the app. */
@Documented
@Constraint(validatedBy = ReadableSettings.Validator.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface ReadableSettings {
    String message() default "settings that can be read";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks it. */
    class Validator implements ConstraintValidator<ReadableSettings, ConfigSpec> {
        @Override
        public boolean isValid(@Nullable ConfigSpec spec, ConstraintValidatorContext context) {
            if (spec == null) {
                return true;
            }
            try {
                Settings.read(spec);
                return true;
            } catch (Settings.Unreadable e) {
                context.disableDefaultConstraintViolation();
                // what is said is data, and no template
                String message = String.valueOf(e.getMessage()).replaceAll("[{}$]", "");
                context.buildConstraintViolationWithTemplate(message)
                        .addPropertyNode("content")
                        .addConstraintViolation();
                return false;
            }
        }
    }
}
