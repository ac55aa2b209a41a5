// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core.telemetry.metric.scrape;

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
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What holds between the fields of a target. */
@Documented
@Constraint(validatedBy = ScrapeTargetRules.Validator.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface ScrapeTargetRules {
    String message() default "a target that can be asked";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Blames the field that would have to change. */
    class Validator implements ConstraintValidator<ScrapeTargetRules, ScrapeTargetSpec> {
        @Override
        public boolean isValid(@Nullable ScrapeTargetSpec spec, ConstraintValidatorContext context) {
            if (spec == null) {
                return true;
            }
            context.disableDefaultConstraintViolation();
            boolean valid = hasOneSource(spec, context);
            valid &= hasTargets(spec, context);
            if (spec.timeoutSeconds() != null && spec.timeoutSeconds() > spec.interval()) {
                valid = Blame.field(context, "timeoutSeconds", "at most intervalSeconds, which is " + spec.interval());
            }
            if (spec.path() != null && !isPath(spec.path())) {
                valid = Blame.field(context, "path", "a path as in a URI, with what is special as %xx");
            }
            return valid;
        }

        private static boolean hasOneSource(ScrapeTargetSpec spec, ConstraintValidatorContext context) {
            if (spec.targets() == null && spec.service() == null) {
                return Blame.field(context, "targets", "addresses here, or the name of a service in service");
            }
            return spec.targets() == null
                    || spec.service() == null
                    || Blame.field(context, "service", "nothing, as targets are listed");
        }

        private static boolean hasTargets(ScrapeTargetSpec spec, ConstraintValidatorContext context) {
            boolean valid = true;
            Set<String> seen = new HashSet<>();
            List<String> targets = spec.targets() == null ? List.of() : spec.targets();
            for (int i = 0; i < targets.size(); i++) {
                @Nullable String target = targets.get(i);
                if (target != null && !seen.add(target)) {
                    valid = blameTarget(context, i, "each address once");
                }
            }
            return valid;
        }

        private static boolean isPath(String path) {
            try {
                return path.equals(URI.create("http://host" + path).toString().substring("http://host".length()));
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        private static boolean blameTarget(ConstraintValidatorContext context, int index, String expected) {
            context.buildConstraintViolationWithTemplate(expected)
                    .addPropertyNode("targets")
                    .addContainerElementNode("<list element>", List.class, 0)
                    .inIterable()
                    .atIndex(index)
                    .addConstraintViolation();
            return false;
        }
    }
}
