// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.constraint;

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
import org.jspecify.annotations.Nullable;

/** A host by name or address, and a port. */
@Documented
@Constraint(validatedBy = HostAndPort.Validator.class)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface HostAndPort {
    String message() default "a host and a port, as node1:9100 or [::1]:9100";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** What is null is another constraint's. */
    class Validator implements ConstraintValidator<HostAndPort, String> {
        private static final int MAX_PORT = 65_535;
        private static final Pattern FORM = Pattern.compile(
                "([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}\\]):[1-9][0-9]{0,4}");

        @Override
        public boolean isValid(@Nullable String address, ConstraintValidatorContext context) {
            if (address == null) {
                return true;
            }
            if (!FORM.matcher(address).matches()) {
                return false;
            }
            return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)) <= MAX_PORT
                    || Blame.it(context, "a port of at most " + MAX_PORT);
        }
    }
}
