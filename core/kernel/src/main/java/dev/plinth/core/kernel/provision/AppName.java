// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.kernel.provision;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The name of an app, as {@code orders} for {@code app:orders}; there need not be a resource App of that name, since processes are apps too. */
@Documented
@NotNull
@Pattern(regexp = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
@ReportAsSingleViolation
@Constraint(validatedBy = {})
@Target({ElementType.FIELD, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface AppName {
    String message() default "the name of an app, as orders";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
