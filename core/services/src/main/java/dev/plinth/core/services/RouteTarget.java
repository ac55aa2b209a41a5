// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.services;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A route goes to a service or to a URL; and one for all hosts leaves Plinth its own paths. */
@Documented
@Constraint(validatedBy = RouteTarget.Validator.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface RouteTarget {
    String message() default "either service or url";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Checks it. */
    class Validator implements ConstraintValidator<RouteTarget, RouteSpec> {
        /** What Plinth answers itself on every host that no route names. */
        static final List<String> RESERVED = List.of(
                "/api/v1",
                "/prometheus",
                "/alertmanager",
                "/oauth2",
                "/sign-in",
                "/console",
                "/maven",
                "/.plinth",
                "/.well-known/openid-configuration",
                "/.well-known/oauth-authorization-server");

        @Override
        public boolean isValid(@Nullable RouteSpec route, ConstraintValidatorContext context) {
            if (route == null) {
                return true;
            }
            if ((route.service() == null) == (route.url() == null)) {
                return refuse(context, "service", "either service or url");
            }
            if (route.hosts() == null || route.hosts().isEmpty()) {
                List<String> paths = route.paths() == null ? List.of() : route.paths();
                for (int i = 0; i < paths.size(); i++) {
                    String path = paths.get(i);
                    if (RESERVED.stream().anyMatch(own -> path.equals(own) || path.startsWith(own + "/"))) {
                        return refuse(
                                context, "paths[" + i + "]", "a path that is not Plinth's own, or a host of its own");
                    }
                }
            }
            return true;
        }

        private static boolean refuse(ConstraintValidatorContext context, String field, String expected) {
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(expected)
                    .addPropertyNode(field)
                    .addConstraintViolation();
            return false;
        }
    }
}
